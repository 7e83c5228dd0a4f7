// Starts GraphiQL on its page. Nothing is kept in the browser: storage lives as long as the page.
"use strict";

(function start() {
  const place = document.getElementById("graphiql");
  const endpoint = place.dataset.endpoint;
  const defaultTabs = JSON.parse(place.dataset.tabs);

  function memoryStorage() {
    const kept = new Map();
    return {
      get length() {
        return kept.size;
      },
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, String(value)),
      removeItem: (name) => void kept.delete(name),
      clear: () => kept.clear(),
    };
  }

  async function fetcher(operation, options) {
    const answer = await fetch(endpoint, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        ...options?.headers,
        Accept: "application/graphql-response+json, application/json",
        "Content-Type": "application/json",
        // The session cookie counts only beside this header, which other sites cannot send.
        "X-Caseload-Request": "1",
      },
      body: JSON.stringify(operation),
    });
    const text = await answer.text();
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`The server answered ${answer.status} without JSON.`);
    }
  }

  const { createElement } = React;
  const explorer = GraphiQLPluginExplorer.explorerPlugin({ showAttribution: false });
  const logo = createElement(GraphiQL.Logo, { key: "logo" }, createElement("span", { className: "hint" }, "GraphiQL"));

  ReactDOM.createRoot(place).render(
    createElement(
      GraphiQL,
      {
        fetcher,
        defaultTabs,
        plugins: [explorer],
        storage: memoryStorage(),
        shouldPersistHeaders: false,
        defaultEditorToolsVisibility: "variables",
      },
      logo,
    ),
  );
})();
