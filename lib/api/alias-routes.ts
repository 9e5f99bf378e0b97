import { z } from "zod";
import {
  aliasQuery,
  createAliasRequest,
  deleteAliasRequest,
  keyAlias,
  keyAliasList,
  updateAliasRequest,
} from "@/lib/contract/key-alias";
import { createAlias, deleteAlias, listAliases, updateAlias } from "@/lib/kms/aliases";
import { BODY_ERRORS, body, KEY_ERRORS, REGIONAL_ERRORS, type Route, type RouteInput } from "./route";

const PATH = "/v1/kms/:region/aliases";
const targetOf = ({ parameters }: RouteInput) => ({ region: parameters.region ?? "" });

/** Aliases: names that can be given to other keys. */
export const ALIAS_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: PATH,
    operationId: "listAliases",
    tag: "Keys",
    status: 200,
    summary: "List aliases",
    description: "Those of keys that the caller may read, by name; with keyIdentity those of one key.",
    query: aliasQuery,
    response: keyAliasList,
    errors: [...KEY_ERRORS],
    run: (call, input) => body(listAliases(call, targetOf(input), Object.fromEntries(input.query))),
  },
  {
    method: "POST",
    path: PATH,
    operationId: "createAlias",
    tag: "Keys",
    status: 201,
    summary: "Give a key an alias",
    description:
      "Wherever an address or message names a key by identity or slug, its alias does too; in an address the slash is written %2F. A name is free again once its alias is deleted, but not those of keys that are gone.",
    request: createAliasRequest,
    example: { alias: "alias/orders", keyIdentity: "orders-2026" },
    response: keyAlias,
    errors: [...KEY_ERRORS, ...BODY_ERRORS, "permission_denied", "key_state_conflict", "slug_taken", "state_conflict"],
    run: (call, input) => body(createAlias(call, targetOf(input))),
  },
  {
    method: "PATCH",
    path: PATH,
    operationId: "updateAlias",
    tag: "Keys",
    status: 200,
    summary: "Give an alias to another key",
    description: "Once answered, no call that starts later takes the alias for the old key. Needs the right on both.",
    request: updateAliasRequest,
    example: { alias: "alias/orders", keyIdentity: "orders-2027" },
    response: keyAlias,
    errors: [
      ...KEY_ERRORS,
      ...BODY_ERRORS,
      "permission_denied",
      "object_not_found",
      "key_state_conflict",
      "state_conflict",
    ],
    run: (call, input) => body(updateAlias(call, targetOf(input))),
  },
  {
    method: "DELETE",
    path: PATH,
    operationId: "deleteAlias",
    tag: "Keys",
    status: 200,
    summary: "Delete an alias",
    description: "The key stays; it only loses the name.",
    request: deleteAliasRequest,
    example: { alias: "alias/orders" },
    response: z.object({ alias: z.string(), deleted: z.literal(true) }),
    errors: [...REGIONAL_ERRORS, ...BODY_ERRORS, "permission_denied", "object_not_found"],
    run: (call, input) => body(deleteAlias(call, targetOf(input))),
  },
];
