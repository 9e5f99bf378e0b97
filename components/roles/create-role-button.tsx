"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { notify } from "../ui/notify";
import { roleAddress } from "./addresses";
import type { RoleActions } from "./role-actions";
import { RoleDialog } from "./role-dialog";
import { nounOf } from "./role-rights";

/** Makes a role or policy and leads to its page, where its first rule is added. */
export function CreateRoleButton({ scope, actions }: { scope: Scope; actions: Pick<RoleActions, "createPolicy"> }) {
  const t = useTranslations("roles");
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const [isOpen, setOpen] = useState(false);
  const noun = nounOf(scope);
  return (
    <>
      <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setOpen(true)}>
        {t("form.create", { noun })}
      </Button>
      {isOpen ? (
        <RoleDialog
          noun={noun}
          of={null}
          onClose={() => setOpen(false)}
          onSave={(request) =>
            runOrExplain(
              () => actions.createPolicy(scope, request),
              ({ identity, name }) => {
                notify({ title: t("form.created", { name }) });
                router.push(roleAddress(scope, identity));
              },
            )
          }
        />
      ) : null}
    </>
  );
}
