import { BadgeCheck, Hash, KeySquare, LockKeyhole, LockKeyholeOpen, PenLine, Repeat } from "lucide-react";
import type { ReactNode } from "react";
import type { Operation } from "./operations";

/** The sign of each operation, as in the list of a key's acts. */
export const OPERATION_ICONS: Readonly<Record<Operation, ReactNode>> = {
  encrypt: <LockKeyhole aria-hidden />,
  decrypt: <LockKeyholeOpen aria-hidden />,
  sign: <PenLine aria-hidden />,
  verify: <BadgeCheck aria-hidden />,
  hmac: <Hash aria-hidden />,
  verify_hmac: <BadgeCheck aria-hidden />,
  jwt_sign: <PenLine aria-hidden />,
  jwt_verify: <BadgeCheck aria-hidden />,
  data_key: <KeySquare aria-hidden />,
  rewrap: <Repeat aria-hidden />,
};
