/** The server that is measured, and what opens it. */
export interface Kms {
  readonly url: string;
  readonly token: string;
  readonly organisation: string;
  /** Process number of the primary. */
  readonly pid: number;
}

type Answer = Record<string, unknown>;

/** Calls an endpoint below `/v1` that must succeed. */
export async function callApi(kms: Kms, method: string, path: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${kms.token}`,
    "x-organisation-identity": kms.organisation,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await fetch(`${kms.url}/v1${path}`, sent);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

export const post = (kms: Kms, path: string, body: unknown) => callApi(kms, "POST", path, body);

/** Does something so many times, so many of them at once. */
export async function repeated(total: number, atOnce: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < total) {
      next += 1;
      await act(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Milliseconds that something takes: the median of so many times. */
export async function medianMs(rounds: number, act: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await act(round);
    times.push(performance.now() - startedAt);
  }
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}

export const loopback = ({ url }: Kms) => url.replace("localhost", "127.0.0.1");
export const keyUrl = (kms: Kms, rest: string) => `${loopback(kms)}/v1/kms/nl-01/keys/${rest}`;
