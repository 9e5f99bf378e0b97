"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Scope } from "../layout/scope";
import { ConsoleError } from "../query/console-error";
import { reached } from "../query/reached";
import type { SimulateFacts } from "./addresses";
import type { Simulate } from "./role-actions";
import { requestOf } from "./simulate-facts";

/** What the server says about a call; asked as soon as the facts suffice. */
export function useSimulation(scope: Scope, facts: SimulateFacts, simulate: Simulate) {
  const unreachable = useTranslations("ui")("errorNetwork");
  const request = requestOf(facts);
  return useQuery({
    queryKey: ["simulation", scope.organisation, scope.project, request],
    enabled: request !== null,
    // Rights change meanwhile: an answer is of the moment it was asked for.
    gcTime: 0,
    retry: false,
    queryFn: async () => {
      if (request === null) throw new Error("nothing to ask");
      const result = await reached(() => simulate(scope, request), unreachable);
      if (result.ok) return result.value;
      const { code, message, requestId } = result.error;
      throw new ConsoleError({ code, message, requestId: requestId || null, status: 0 });
    },
  });
}
