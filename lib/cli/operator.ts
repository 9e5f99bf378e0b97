/**
 * Commands that open the installation's database. They are a program of their own: the bundle of all commands must be
 * made before there is a database client.
 */
export { audit } from "./audit";
export { region } from "./region";
