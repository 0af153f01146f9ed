#!/usr/bin/env node
// The Solidity compiler of this project's npm packages behind the native compiler's command line, for machines
// that cannot download the native one. It answers what py-solc-x, Brownie, slither and forge ask:
//
//   solc.js --version
//   solc.js --standard-json [--allow-paths LIST] [--base-path DIR] [--include-path DIR]...   (input on stdin)
//
// Both compilers of one version give the same bytecode for the same input.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

// The compiler comes from the project that this file belongs to, never from the current folder.
const solc = require(path.join(__dirname, "..", "node_modules", "solc"));

const EXIT_USAGE = 2;

function refuse(problem) {
  process.stderr.write(`solc.js: ${problem}\n`);
  process.exit(EXIT_USAGE);
}

function parseArguments(args) {
  const options = { version: false, standardJson: false, roots: [process.cwd()] };
  const includes = [];
  for (let i = 0; i < args.length; i++) {
    const [name, inline] = args[i].split(/=(.*)/s);
    const value = () => inline ?? args[++i] ?? refuse(`${name} needs a value`);
    if (name === "--version") options.version = true;
    else if (name === "--standard-json") options.standardJson = true;
    else if (name === "--base-path") options.roots = [path.resolve(value())];
    else if (name === "--include-path") includes.push(path.resolve(value()));
    else if (name === "--allow-paths") value(); // only sources that an import names are read
    else if (name !== "-") refuse(`unrecognised option '${args[i]}'`);
  }
  options.roots.push(...includes);
  return options;
}

function readImport(roots) {
  return (source) => {
    for (const root of roots) {
      const file = path.resolve(root, source);
      if (fs.existsSync(file)) return { contents: fs.readFileSync(file, "utf8") };
    }
    return { error: `File not found: ${source}` };
  };
}

const options = parseArguments(process.argv.slice(2));
if (options.version) {
  const name = "solc, the solidity compiler commandline interface";
  process.stdout.write(`${name}\nVersion: ${solc.version()}\n`);
} else if (options.standardJson) {
  const input = fs.readFileSync(0, "utf8");
  process.stdout.write(solc.compile(input, { import: readImport(options.roots) }));
} else {
  refuse("only --version and --standard-json are supported");
}
