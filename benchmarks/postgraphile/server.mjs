// PostGraphile over the views of views.sql, as its documentation sets it up for production.
// Usage: NODE_ENV=production node server.mjs DATABASE_URL PORT WORKERS CONNECTIONS
import cluster from "node:cluster";
import { createServer } from "node:http";
import process from "node:process";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { postgraphile } from "postgraphile";

const [connectionString, port, workers, connections] = process.argv.slice(2);

/** @type {GraphileConfig.Preset} */
const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  // Views have no indexes of their own, by which the plugin would tell what may be ordered and filtered by.
  // Global ids would stand where the product has its own, and nothing asks for them.
  disablePlugins: ["PgIndexBehaviorsPlugin", "NodePlugin"],
  pgServices: [
    makePgService({ connectionString, schemas: ["postgraphile"], poolConfig: { max: Number(connections) } }),
  ],
  schema: { defaultBehavior: "-insert -update -delete -condition -filter" },
  grafserv: { graphqlPath: "/graphql", graphiql: false, websockets: false },
  grafast: { explain: false },
};

async function serve() {
  const pgl = postgraphile(preset);
  const serv = pgl.createServ(grafserv);
  const server = createServer();
  await serv.addTo(server);
  server.listen(Number(port), "127.0.0.1");
}

if (Number(workers) > 1 && cluster.isPrimary) {
  for (let each = 0; each < Number(workers); each += 1) cluster.fork();
  cluster.on("exit", () => process.exit(1));
} else {
  await serve();
}
