// Loaded before anything else, so it must itself be readable to every Node since version 12.
var needed = 24;
var found = Number(process.versions.node.split('.')[0]);
if (found < needed) {
  console.error(
    'calcium-alerts needs Node ' +
      needed +
      ' and this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '): run "npm ci" and then "npm start", which uses the Node that npm ci installs.',
  );
  process.exit(1);
}
