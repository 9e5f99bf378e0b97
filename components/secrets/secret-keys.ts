import { KEY_TYPE_NAMES, keyTypeFacts } from "@/lib/contract/key-types";

/** Filters of the key list that leave the keys a secret can be bound to: symmetric and active. */
export const SECRET_KEY_FILTER: Readonly<Record<string, string>> = {
  keyType: KEY_TYPE_NAMES.filter((name) => keyTypeFacts(name).family === "aead").join(","),
  status: "active",
};
