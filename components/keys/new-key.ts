import { isAes, isAsymmetric, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { CIPHER_MODES, type CipherMode, type RsaPadding } from "@/lib/contract/kms";
import { ROTATION_PERIOD_DAYS_MAX, ROTATION_PERIOD_DAYS_MIN } from "@/lib/contract/kms-limits";
import { type LabelDraft, labelProblem, labelsIn } from "../labels/label-drafts";
import { fieldErrors } from "../query/field-errors";
import type { NewKey } from "./key-actions";
import { factsOfUse, firstTypeFor, KEY_USE_DEFAULT, type KeyOrigin, type KeyUse } from "./key-uses";

export const NAME_CHARACTERS_MAX = 255;
export const DESCRIPTION_CHARACTERS_MAX = 1_024;

/** What stands in the form for a new key. */
export interface KeyDraft {
  use: KeyUse;
  /** Null where no type fits use and origin. */
  keyType: KeyType | null;
  name: string;
  region: string | null;
  description: string;
  labels: readonly LabelDraft[];
  isRotating: boolean;
  /** Days, as typed. */
  period: string;
  isExportAllowed: boolean;
  /** Symmetric keys: whether encrypt accepts a context. */
  isContextAllowed: boolean;
  /** AES keys: modes that clients of the instance protocol may choose. */
  modes: readonly CipherMode[];
  /** AES keys: whether such clients may choose the nonce of GCM. */
  isCallerNonceAllowed: boolean;
  /** RSA keys: those of the use's paddings that stay on. */
  paddings: readonly RsaPadding[];
  /** Asymmetric keys: whether anybody may read the JWKS. */
  isJwksPublic: boolean;
}

export type DraftField =
  | "name"
  | "region"
  | "keyType"
  | "description"
  | "labels"
  | "rotationPeriodInDays"
  | "rsaPaddings"
  | "cipherModes"
  | "material";

/** What is wrong with a draft, by field; the texts are keys of the catalogue or words of the server. */
export type DraftErrors = Partial<Record<DraftField, string>>;

export const PERIOD_DEFAULT = "90";

/** What the server takes where modes are not named. */
const MODES_DEFAULT: readonly CipherMode[] = ["gcm"];

/** The draft a form begins with. */
export function emptyDraft(
  region: string | null,
  use: KeyUse = KEY_USE_DEFAULT,
  origin: KeyOrigin = "generated",
): KeyDraft {
  return {
    ...draftOfUse(use, origin),
    name: "",
    region,
    description: "",
    labels: [],
    period: PERIOD_DEFAULT,
    isExportAllowed: false,
    isContextAllowed: true,
    modes: MODES_DEFAULT,
    isCallerNonceAllowed: false,
    isJwksPublic: false,
  };
}

/** What changes in a draft with what the key is for. An imported key keeps its one version unless asked otherwise. */
export function draftOfUse(
  use: KeyUse,
  origin: KeyOrigin,
): Pick<KeyDraft, "use" | "keyType" | "paddings" | "isRotating"> {
  const { paddings, rotates } = factsOfUse(use);
  return { use, keyType: firstTypeFor(use, origin), paddings, isRotating: rotates && origin === "generated" };
}

/** The paddings one can choose from: none where the type is not RSA or the use leaves only one. */
export function paddingChoice({ use, keyType }: Pick<KeyDraft, "use" | "keyType">): readonly RsaPadding[] {
  const { paddings } = factsOfUse(use);
  return keyType !== null && keyTypeFacts(keyType).family === "rsa" && paddings.length > 1 ? paddings : [];
}

/** The modes one can choose from: none where the type is not AES or the use does not encrypt. */
export function modeChoice({ use, keyType }: Pick<KeyDraft, "use" | "keyType">): readonly CipherMode[] {
  return keyType !== null && isAes(keyType) && ENCRYPTING_USES.includes(use) ? CIPHER_MODES : [];
}

const ENCRYPTING_USES: readonly KeyUse[] = ["encrypt", "general"];

/** The words of a problem, by its name and what it needs to be said. */
type Words = (
  problem:
    | "nameMissing"
    | "addressTaken"
    | "nameLong"
    | "regionMissing"
    | "descriptionLong"
    | "labelForm"
    | "labelTwice"
    | "period"
    | "typeMissing"
    | "paddingMissing"
    | "modeMissing"
    | "importFailed",
  values?: Record<string, string | number>,
) => string;

/** Finds what the server would refuse, before asking it. */
export function draftErrors(draft: KeyDraft, words: Words): DraftErrors {
  const errors: DraftErrors = {};
  const name = draft.name.trim();
  if (name === "") errors.name = words("nameMissing");
  if (name.length > NAME_CHARACTERS_MAX) errors.name = words("nameLong", { max: NAME_CHARACTERS_MAX });
  if (draft.keyType === null) errors.keyType = words("typeMissing");
  if (draft.region === null) errors.region = words("regionMissing");
  if (draft.description.length > DESCRIPTION_CHARACTERS_MAX)
    errors.description = words("descriptionLong", { max: DESCRIPTION_CHARACTERS_MAX });
  const labels = labelProblem(draft.labels, words);
  if (labels !== null) errors.labels = labels;
  if (draft.isRotating && periodOf(draft.period) === null) errors.rotationPeriodInDays = words("period");
  if (paddingChoice(draft).length > 0 && draft.paddings.length === 0) errors.rsaPaddings = words("paddingMissing");
  if (modeChoice(draft).length > 0 && draft.modes.length === 0) errors.cipherModes = words("modeMissing");
  return errors;
}

/** Days of a rotation period as typed, 1 to 3,650; null for anything else. */
export function periodOf(typed: string): number | null {
  if (!/^\d{1,4}$/.test(typed.trim())) return null;
  const days = Number(typed);
  return days >= ROTATION_PERIOD_DAYS_MIN && days <= ROTATION_PERIOD_DAYS_MAX ? days : null;
}

/** The request a draft stands for; what is left at the server's default is left out. */
export function requestOf(draft: KeyDraft): NewKey {
  const labels = labelsIn(draft.labels);
  return {
    name: draft.name.trim(),
    ...(draft.keyType === null ? {} : { keyType: draft.keyType }),
    ...(draft.use === "general" ? {} : { purpose: draft.use }),
    ...(draft.description.trim() ? { description: draft.description.trim() } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(draft.isExportAllowed ? { exportAllowed: true } : {}),
    ...typeOptions(draft),
    ...(draft.isRotating ? { keyRotationEnabled: true, rotationPeriodInDays: periodOf(draft.period) } : {}),
  };
}

/** Options of one family of types; those of others are refused by the server. */
function typeOptions(draft: KeyDraft): Partial<NewKey> {
  if (draft.keyType === null) return {};
  const choice = paddingChoice(draft);
  const paddings = choice.filter((padding) => draft.paddings.includes(padding));
  const isNarrowed = choice.length > 0 && paddings.length < choice.length;
  const modes = modeChoice(draft).filter((mode) => draft.modes.includes(mode));
  const isUsualMode = modes.join() === MODES_DEFAULT.join();
  return {
    ...(modes.length > 0 && !isUsualMode ? { cipherModes: modes } : {}),
    ...(modes.includes("gcm") && draft.isCallerNonceAllowed ? { callerNonceAllowed: true } : {}),
    ...(keyTypeFacts(draft.keyType).family === "aead" && !draft.isContextAllowed ? { contextAllowed: false } : {}),
    ...(isNarrowed ? { rsaPaddings: [...paddings] } : {}),
    ...(isAsymmetric(draft.keyType) && draft.isJwksPublic ? { jwksPublic: true } : {}),
  };
}

const FIELDS: readonly DraftField[] = [
  "name",
  "keyType",
  "description",
  "labels",
  "rotationPeriodInDays",
  "rsaPaddings",
  "cipherModes",
];

const ABOUT_MATERIAL = ["importKeyMaterial", "importPublicKey", "hashFunction", "allowRotation"] as const;

/**
 * The server's refusal beside the fields it names: "name: must …; labels.team: must …." Null where it names none, for a
 * place above the form.
 */
export function serverErrors(code: string, message: string, region: string, words: Words): DraftErrors | null {
  if (code === "slug_taken") return { name: words("addressTaken", { region }) };
  if (code === "import_failed") return { material: words("importFailed", { region }) };
  if (code === "invalid_key_material") return { material: message };
  if (code === "invalid_base64" && message.startsWith("importKeyMaterial")) return { material: message };
  if (code === "rotation_period_required") return { rotationPeriodInDays: message };
  if (code === "region_unavailable" || code === "region_not_found") return { region: message };
  if (code !== "invalid_request") return null;
  const errors: DraftErrors = fieldErrors(message, FIELDS) ?? {};
  const aboutMaterial = Object.values(fieldErrors(message, ABOUT_MATERIAL) ?? {})[0];
  if (aboutMaterial !== undefined) errors.material = aboutMaterial;
  return Object.keys(errors).length === 0 ? null : errors;
}
