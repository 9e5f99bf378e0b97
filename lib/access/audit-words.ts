import type { Recorded } from "@/lib/audit/recorded";

/**
 * What each event is in plain words. `{…}` is the name of the object; where none is known, what stands between the
 * braces. An event that is not here is told by its own words.
 */
const ACTS: Readonly<Record<string, string>> = {
  "audit.call_count.list": "List counted calls",
  "audit.checkpoint.list": "List checkpoints of the audit log",
  "audit.export": "Export the audit log",
  "audit.facets.read": "Read what audit records can be filtered by",
  "audit.histogram.read": "Read the histogram of the audit log",
  "audit.proof": "Read the proof of the audit log",
  "audit.record.explain": "Ask why a call was refused",
  "audit.record.list": "Search the audit log",
  "audit.record.read": "Read audit record {}",
  "audit.sink.create": "Create audit stream {}",
  "audit.sink.delete": "Delete audit stream {}",
  "audit.sink.list": "List audit streams",
  "audit.sink.read": "Read audit stream {}",
  "audit.sink.test": "Test audit stream {}",
  "audit.sink.update": "Change audit stream {}",
  "audit.volume.read": "Read what the audit log takes",
  "audit.verify": "Verify the audit log",
  "event.list": "List events",
  "event.read": "Read event {}",
  "event.update": "Change event {}",
  "iam.access_credential.create": "Create an access credential of {a service account}",
  "iam.access_credential.list": "List access credentials of {a service account}",
  "iam.access_credential.revoke": "Revoke an access credential of {a service account}",
  "iam.access_review": "Review who may do what",
  "iam.access_token.create": "Create a personal access token",
  "iam.access_token.list": "List personal access tokens",
  "iam.access_token.revoke": "Revoke personal access token {}",
  "iam.credential.list": "List credentials of the organisation",
  "iam.credential.revoke": "Revoke credential {}",
  "iam.federated_identity.create": "Create federated identity {}",
  "iam.federated_identity.list": "List federated identities",
  "iam.federated_identity.read": "Read federated identity {}",
  "iam.federated_identity.revoke": "Revoke federated identity {}",
  "iam.federated_identity.update": "Change federated identity {}",
  "iam.federated_identity_provider.create": "Create identity provider {}",
  "iam.federated_identity_provider.delete": "Delete identity provider {}",
  "iam.federated_identity_provider.list": "List identity providers",
  "iam.federated_identity_provider.read": "Read identity provider {}",
  "iam.federated_identity_provider.update": "Change identity provider {}",
  "iam.held_permissions": "Read own permissions",
  "iam.me.memberships": "List own memberships",
  "iam.me.read": "Read own account",
  "iam.membership.create": "Add member {}",
  "iam.membership.delete": "Remove member {}",
  "iam.membership.list": "List members",
  "iam.membership.password_link": "Make a password link for {a member}",
  "iam.membership.update": "Change member {}",
  "iam.organisation.create": "Create organisation {}",
  "iam.organisation.list": "List organisations",
  "iam.organisation.read": "Read organisation {}",
  "iam.organisation.update": "Change organisation {}",
  "iam.password.set": "Set a password",
  "iam.policy.bind": "Give policy {}",
  "iam.policy.binding.list": "List who has {a policy}",
  "iam.policy.binding.update": "Change who has {a policy}",
  "iam.policy.create": "Create policy {}",
  "iam.policy.delete": "Delete policy {}",
  "iam.policy.list": "List policies",
  "iam.policy.members": "List who has rights in the project",
  "iam.policy.read": "Read policy {}",
  "iam.policy.resources": "List what policies can be about",
  "iam.policy.rule.create": "Add a rule to {a policy}",
  "iam.policy.rule.delete": "Remove a rule of {a policy}",
  "iam.policy.rule.preview": "Preview a rule of {a policy}",
  "iam.policy.rule.update": "Change a rule of {a policy}",
  "iam.policy.unbind": "Take back policy {}",
  "iam.policy.update": "Change policy {}",
  "iam.project.create": "Create project {}",
  "iam.project.delete": "Delete project {}",
  "iam.project.list": "List projects",
  "iam.project.read": "Read project {}",
  "iam.project.update": "Change project {}",
  "iam.role.bind": "Give role {}",
  "iam.role.binding.list": "List who has {a role}",
  "iam.role.binding.update": "Change who has {a role}",
  "iam.role.create": "Create role {}",
  "iam.role.delete": "Delete role {}",
  "iam.role.list": "List roles",
  "iam.role.members": "List who has rights in the organisation",
  "iam.role.read": "Read role {}",
  "iam.role.resources": "List what roles can be about",
  "iam.role.rule.create": "Add a rule to {a role}",
  "iam.role.rule.delete": "Remove a rule of {a role}",
  "iam.role.rule.preview": "Preview a rule of {a role}",
  "iam.role.rule.update": "Change a rule of {a role}",
  "iam.role.unbind": "Take back role {}",
  "iam.role.update": "Change role {}",
  "iam.service_account.create": "Create service account {}",
  "iam.service_account.delete": "Delete service account {}",
  "iam.service_account.list": "List service accounts",
  "iam.service_account.read": "Read service account {}",
  "iam.service_account.update": "Change service account {}",
  "iam.session.create": "Sign in",
  "iam.session.list": "List own sessions",
  "iam.session.revoke": "Sign out",
  "iam.simulate": "Simulate a call",
  "iam.subject_token.check": "Check a token of an identity provider",
  "iam.team.add_member": "Add a member to {a team}",
  "iam.team.create": "Create team {}",
  "iam.team.delete": "Delete team {}",
  "iam.team.list": "List teams",
  "iam.team.read": "Read team {}",
  "iam.team.remove_member": "Remove a member of {a team}",
  "iam.team.update": "Change team {}",
  "iam.token.issue": "Issue an access token",
  "kms.availability": "Read the availability of regions",
  "kms.batch": "Run a batch with {a key}",
  "kms.data_key": "Generate a data key with {a key}",
  "kms.decrypt": "Decrypt with {a key}",
  "kms.encrypt": "Encrypt with {a key}",
  "kms.export": "Export key {}",
  "kms.hmac": "Compute an HMAC with {a key}",
  "kms.jwt_sign": "Sign a token with {a key}",
  "kms.jwt_verify": "Verify a token with {a key}",
  "kms.key.access.read": "Read who may use {a key}",
  "kms.key.bind": "Bind key {}",
  "kms.key.cancel_deletion": "Cancel the deletion of {a key}",
  "kms.key.create": "Create key {}",
  "kms.key.delete": "Delete key {}",
  "kms.key.destroy_version": "Destroy a version of {a key}",
  "kms.key.disable": "Disable key {}",
  "kms.key.enable": "Enable key {}",
  "kms.key.exhaust_version": "End encrypting with a version of {a key}",
  "kms.key.list": "List keys",
  "kms.key.purge": "Remove the material of {a key} for good",
  "kms.key.purge_waiting": "Wait with removing {a key}, which something depends on",
  "kms.key.read": "Read key {}",
  "kms.key.read_jwks": "Read the key set of {a key}",
  "kms.key.read_public_key": "Read the public key of {a key}",
  "kms.key.read_usage": "Read how {a key} was used",
  "kms.key.report": "Report keys and their rotation",
  "kms.key.unbind": "Unbind key {}",
  "kms.key.update_rotation": "Change the rotation of {a key}",
  "kms.key.update_versions": "Change versions of {a key}",
  "kms.random": "Generate random bytes",
  "kms.rewrap": "Rewrap with {a key}",
  "kms.rotate": "Rotate key {}",
  "kms.rotate.scheduled": "Rotate key {} by its schedule",
  "kms.sign": "Sign with {a key}",
  "kms.summary": "Read the summary of regions and keys",
  "kms.verify": "Verify a signature with {a key}",
  "kms.verify_hmac": "Verify an HMAC with {a key}",
  "kms.wrapping_key.read": "Read the wrapping key",
  "kms.wrapping_key.rotate": "Rotate the wrapping key",
  "region.list": "List regions",
  "region.read": "Read region {}",
  "secret.compare_versions": "Compare versions of {a secret}",
  "secret.create": "Create secret {}",
  "secret.delete": "Delete secret {}",
  "secret.destroy_version": "Destroy a version of {a secret}",
  "secret.get_value": "Read the value of {a secret}",
  "secret.list": "List secrets",
  "secret.put_value": "Write a value to {a secret}",
  "secret.read": "Read secret {}",
  "secret.update": "Change secret {}",
  "secret.update_policy": "Change who may use {a secret}",
  "usage.read": "Read the usage",
  "webhook.create": "Create webhook {}",
  "webhook.delete": "Delete webhook {}",
  "webhook.list": "List webhooks",
  "webhook.list_deliveries": "List deliveries of {a webhook}",
  "webhook.read": "Read webhook {}",
  "webhook.test": "Test webhook {}",
  "webhook.update": "Change webhook {}",
};

/** The facts of a record that its sentence is made of. */
export type ToldFacts = Pick<Recorded, "event" | "resourceSlug" | "resourceId" | "outcome" | "reason" | "count">;

/** A record in plain words: what was done to what, how often in one batch, and how it ended where it was not simply allowed. */
export function describeRecord({ event, resourceSlug, resourceId, outcome, reason, count = 1 }: ToldFacts): string {
  const name = resourceSlug || resourceId;
  const act = hasWords(event) ? named(ACTS[event] ?? "", name) : told(event, name);
  const times = count > 1 ? `, ${count} times` : "";
  return `${act}${times}${endOf(outcome, reason)}`;
}

/** Whether an event has words of its own. */
export const hasWords = (event: string) => Object.hasOwn(ACTS, event);

function named(words: string, name: string): string {
  return words.replace(/ \{(.*?)\}/, (_, unknown: string) => (name || unknown) && ` ${name || unknown}`);
}

const AREAS = /^(kms|iam|audit)\./;

/** `kms.key.read_usage` on orders: "Read usage key orders". */
function told(event: string, name: string): string {
  const parts = event.replace(AREAS, "").split(".");
  const words = [parts.at(-1) ?? "", ...parts.slice(0, -1)].join(" ").replaceAll("_", " ").trim();
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return name === "" ? sentence : `${sentence} ${name}`;
}

function endOf(outcome: Recorded["outcome"], reason: string): string {
  if (outcome !== "allowed") return reason === "" ? `: ${outcome}` : `: ${outcome}, ${reason}`;
  return reason === "replayed" ? ", answered from an earlier call" : "";
}
