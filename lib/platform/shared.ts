const key = Symbol.for("pelagos");

/** The map of the process, made by whichever module graph comes first. */
function processValues(): Map<string, unknown> {
  const held = Reflect.get(globalThis, key);
  if (held instanceof Map) return held;
  const made = new Map<string, unknown>();
  Reflect.set(globalThis, key, made);
  return made;
}

const values = processValues();

/**
 * One value per name and process, kept on `globalThis[Symbol.for("pelagos")]`. The server and Next's bundles are two
 * module graphs in one process; what both must agree on (clock, configuration, pools, metrics) lives here, not in a
 * module variable. `create` runs once, at the first call for this name.
 */
export function shared<T>(name: string, create: () => T): T;
export function shared(name: string, create: () => unknown): unknown {
  const known = values.get(name);
  if (known !== undefined || values.has(name)) return known;
  const made = create();
  values.set(name, made);
  return made;
}
