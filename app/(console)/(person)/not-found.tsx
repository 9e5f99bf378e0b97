export { default } from "../[org]/not-found";
