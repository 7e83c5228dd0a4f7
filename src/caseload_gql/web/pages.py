"""The pages a person sees in a browser: home, sign-in, notices and GraphiQL, as pure functions that return HTML."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final, Literal

ASSETS_PATH: Final = "/assets"
DOCTOR_PATH: Final = "/doctor"
GRAPHIQL_PATH: Final = "/graphiql"
GRAPHQL_PATH: Final = "/graphql"
HOME_PATH: Final = "/"
SIGN_OUT_PATH: Final = "/sign-out"

LinkRefusal = Literal["expired", "used", "unknown"]

REFUSALS: Final[dict[LinkRefusal, tuple[str, str]]] = {
    "expired": ("This sign-in link has expired", "Sign-in links work for a short time only."),
    "used": ("This sign-in link has been used", "Each sign-in link works once."),
    "unknown": ("This sign-in link is not known here", "It may have been cut off when it was copied."),
}
ASK_FOR_A_LINK: Final = (
    "Ask the person who administers Caseload at your practice for a new link; "
    "on the server, <code>caseload user link EMAIL</code> prints one."
)
EXAMPLES: Final = ("clinician_view", "client_pool", "assign_client")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who looks at the page: the person's name and whether GraphiQL is open to them."""

    name: str
    may_use_graphiql: bool


def assets_directory() -> Path:
    """The directory that is served below `/assets`."""
    return Path(__file__).parent / "assets"


def home_page(practice: str | None, person: SignedIn | None) -> str:
    """What this is and where to sign in, or who is signed in and what is open to them."""
    heading = escape(practice) if practice else "Caseload"
    body = f"""
<h1>{heading}</h1>
<p class="lead">Client pool and caseloads of the practice: who has room, who is overloaded, who waits,
and every assignment made on purpose.</p>
{_signed_in(person) if person else _signed_out()}
<h2>For programs</h2>
<p>The API answers <code>POST {GRAPHQL_PATH}</code> with a bearer token;
<code>caseload token create --user EMAIL</code> makes one.</p>
"""
    return _document("Caseload", body)


def sign_in_page(token: str) -> str:
    """The page of a sign-in link. Its button posts the token to the page's own address; opening it spends nothing."""
    body = f"""
<h1>Sign in</h1>
<p class="lead">One step left. This link works once and signs you in on this browser.</p>
<form method="post">
<input type="hidden" name="token" value="{escape(token)}">
<button class="button primary" type="submit" autofocus>Sign in</button>
</form>
<p class="quiet">You did not ask for this? Close the page: nothing has happened yet.</p>
"""
    return _document("Sign in", body)


def signed_out_page() -> str:
    """What a person sees after signing out."""
    body = f"""
<h1>You are signed out</h1>
<p class="lead">This browser no longer has access.</p>
<p>{ASK_FOR_A_LINK}</p>
<p><a href="{HOME_PATH}">Home</a></p>
"""
    return _document("Signed out", body)


def link_refused_page(reason: LinkRefusal) -> str:
    """Why a sign-in link does not work, and what to do."""
    title, because = REFUSALS[reason]
    body = f"""
<h1>{title}</h1>
<p class="lead" role="alert">{because} Nothing has changed.</p>
<p>{ASK_FOR_A_LINK}</p>
<p><a href="{HOME_PATH}">Home</a></p>
"""
    return _document(title, body)


def notice_page(title: str, message: str) -> str:
    """A plain sentence under a heading, such as why a page is not open to someone."""
    body = f"""
<h1>{escape(title)}</h1>
<p class="lead" role="alert">{escape(message)}</p>
<p><a href="{HOME_PATH}">Home</a></p>
"""
    return _document(title, body)


def doctor_page(findings: Sequence[tuple[str, bool, str]]) -> str:
    """What the doctor found: each part, whether it is well, and a sentence."""
    rows = "\n".join(
        f"<dt><strong>{escape(part)}</strong> {'ok' if well else 'FAILED'}</dt><dd>{escape(text)}</dd>"
        for part, well, text in findings
    )
    ill = [part for part, well, _ in findings if not well]
    verdict = f"What needs mending: {escape(', '.join(ill))}." if ill else "Nothing keeps the server from starting."
    body = f"""
<h1>Doctor</h1>
<p class="lead" role="status">The server is in safe mode: no plugin is loaded, and no operation is answered.
{verdict}</p>
<dl>
{rows}
</dl>
"""
    return _document("Doctor", body)


def graphiql_page(person: SignedIn) -> str:
    """GraphiQL, made of our own files only, with the example operations as its first tabs."""
    styles = _stylesheets("graphiql/graphiql.css", "graphiql/plugin-explorer.css", "base.css", "graphiql.css")
    scripts = (
        "graphiql/react.js",
        "graphiql/react-dom.js",
        "graphiql/graphiql.js",
        "graphiql/plugin-explorer.js",
        "graphiql.js",
    )
    loads = "\n".join(f'<script src="{asset_url(name)}" defer></script>' for name in scripts)
    return f"""{_head("GraphiQL", styles)}
<body class="explorer">
<header class="bar">
<a class="brand" href="{HOME_PATH}">Caseload</a>
<span class="who">Signed in as <strong>{escape(person.name)}</strong></span>
{_sign_out_form()}
</header>
<main id="graphiql" data-endpoint="{GRAPHQL_PATH}" data-tabs="{escape(json.dumps(example_tabs()))}">
<p class="loading">Loading GraphiQL …</p>
<noscript><p class="loading">GraphiQL needs JavaScript.</p></noscript>
</main>
{loads}
</body>
</html>
"""


@cache
def example_tabs() -> tuple[dict[str, str], ...]:
    """The example operations: each with its `query` and, where it takes any, its `variables` as JSON text."""
    folder = assets_directory() / "examples"
    return tuple(_example(folder / name) for name in EXAMPLES)


@cache
def asset_url(name: str) -> str:
    """The address of an asset, versioned so that browsers may keep it for good; FileNotFoundError if it is missing."""
    version = sha256((assets_directory() / name).read_bytes()).hexdigest()[:12]
    return f"{ASSETS_PATH}/{name}?v={version}"


def _example(path: Path) -> dict[str, str]:
    tab = {"query": path.with_suffix(".graphql").read_text(encoding="utf-8")}
    variables = path.with_suffix(".variables.json")
    return tab | ({"variables": variables.read_text(encoding="utf-8")} if variables.exists() else {})


def _signed_in(person: SignedIn) -> str:
    explorer = f'<a class="button primary" href="{GRAPHIQL_PATH}">Open GraphiQL</a>'
    closed = '<p class="quiet">GraphiQL is open to those who administer the practice.</p>'
    return f"""<section class="card">
<p>Signed in as <strong>{escape(person.name)}</strong></p>
<div class="row">
{explorer if person.may_use_graphiql else ""}
{_sign_out_form()}
</div>
{"" if person.may_use_graphiql else closed}
</section>"""


def _signed_out() -> str:
    return f"""<section class="card">
<h2>Sign in</h2>
<p>Open the sign-in link that you were given. Have you none, or has it been used? {ASK_FOR_A_LINK}</p>
</section>"""


def _sign_out_form() -> str:
    return f'<form method="post" action="{SIGN_OUT_PATH}"><button class="button" type="submit">Sign out</button></form>'


def _document(title: str, body: str) -> str:
    return f"""{_head(title, _stylesheets("base.css", "caseload.css"))}
<body>
<header class="bar"><a class="brand" href="{HOME_PATH}">Caseload</a></header>
<main class="page">{body}</main>
</body>
</html>
"""


def _stylesheets(*names: str) -> str:
    return "\n".join(f'<link rel="stylesheet" href="{asset_url(name)}">' for name in names)


def _head(title: str, links: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(title)} · Caseload</title>
<link rel="icon" href="{asset_url("icon.svg")}" type="image/svg+xml">
{links}
</head>"""
