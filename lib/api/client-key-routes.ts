import { createClientKey, listClientKeys, revokeClientKey } from "@/lib/access/client-keys";
import { deleted } from "@/lib/contract/access";
import { clientKeyList, createClientKeyRequest, createdClientKey } from "@/lib/contract/client-keys";
import { BODY_ERRORS, body, OBJECT_ERRORS, objectOf, type Route } from "./route";

/** Client keys: what programs sign calls to the KMS instance protocol with. */
export const CLIENT_KEY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/client-keys",
    operationId: "listClientKeys",
    tag: "Credentials",
    status: 200,
    summary: "List client keys",
    description:
      "Those of the organisation, or with X-Project-Identity of the project; revoked and expired ones too, the newest first. Never their private halves.",
    response: clientKeyList,
    errors: ["permission_denied"],
    run: (call) => body(listClientKeys(call)),
  },
  {
    method: "POST",
    path: "/v1/client-keys",
    operationId: "createClientKey",
    tag: "Credentials",
    status: 201,
    summary: "Create a client key",
    description:
      "A key pair with which a program signs its calls to the KMS instance protocol of one region. clientKeyContent is the file for the SDKs, told this once; only the public half is kept. Nobody can give more than they hold.",
    request: createClientKeyRequest,
    example: { name: "Billing", region: "nl-01", password: "correct-horse-1", policies: ["kms:FullAccess"] },
    response: createdClientKey,
    errors: [...BODY_ERRORS, "permission_denied", "region_not_found"],
    run: (call) => body(createClientKey(call)),
  },
  {
    method: "DELETE",
    path: "/v1/client-keys/:identity",
    operationId: "revokeClientKey",
    tag: "Credentials",
    status: 200,
    summary: "Revoke a client key",
    description: "Calls signed with it open nothing from then on.",
    requestOptional: true,
    response: deleted,
    errors: [...OBJECT_ERRORS, ...BODY_ERRORS],
    run: (call, input) => body(revokeClientKey(call, objectOf(input))),
  },
];
