import access from "./en/access.json";
import account from "./en/account.json";
import audit from "./en/audit.json";
import auth from "./en/auth.json";
import credentials from "./en/credentials.json";
import dns from "./en/dns.json";
import federation from "./en/federation.json";
import keys from "./en/keys.json";
import layout from "./en/layout.json";
import organisation from "./en/organisation.json";
import overview from "./en/overview.json";
import playground from "./en/playground.json";
import reference from "./en/reference.json";
import reports from "./en/reports.json";
import roles from "./en/roles.json";
import rotation from "./en/rotation.json";
import secrets from "./en/secrets.json";
import ui from "./en/ui.json";

/** Every visible text, one file per area; the file's name is the namespace. */
export const messages = {
  access,
  account,
  audit,
  auth,
  credentials,
  dns,
  federation,
  keys,
  layout,
  organisation,
  overview,
  playground,
  reference,
  reports,
  roles,
  rotation,
  secrets,
  ui,
};
