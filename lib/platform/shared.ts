const key = Symbol.for("pelagos");

/**
 * One value per name and process, kept on `globalThis[Symbol.for("pelagos")]`. The server and Next's bundles are two
 * module graphs in one process; what both must agree on (clock, configuration, pools, metrics) lives here, not in a
 * module variable. `create` runs once, at the first call for this name.
 */
export function shared<T>(name: string, create: () => T): T {
  const held = Reflect.get(globalThis, key);
  const values = held instanceof Map ? held : new Map<string, unknown>();
  if (values !== held) Reflect.set(globalThis, key, values);
  if (!values.has(name)) values.set(name, create());
  return values.get(name);
}
