#!/usr/bin/env node
// Plain JavaScript that also an old Node can read: it says that the Node is too old before anything newer is loaded.
var found = process.versions.node.split(".").map(Number);
if (found[0] < 20 || (found[0] === 20 && found[1] < 19)) {
  process.stderr.write(`Pelagos needs Node 20.19 or newer; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

// No tool reports home.
var quiet = ["NEXT_TELEMETRY_DISABLED", "CHECKPOINT_DISABLE", "PRISMA_HIDE_UPDATE_MESSAGE", "DO_NOT_TRACK"];
quiet.forEach((name) => {
  process.env[name] = "1";
});

import("./load.mjs")
  .then((loaded) => loaded.run(process.argv.slice(2)))
  .catch((error) => {
    process.stderr.write(`${error.name === "StartError" ? error.message : error.stack || error}\n`);
    process.exit(1);
  });
