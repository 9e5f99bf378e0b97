"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "react-aria-components/Button";
import { signOut } from "../auth/auth-client";
import { Menu } from "../ui/menu";
import { notify } from "../ui/notify";
import { Emblem } from "./emblem";
import { NAVIGATION_OF_PERSON } from "./navigation";
import { usePlace } from "./organisation-context";

export function PersonMenu() {
  const t = useTranslations("layout");
  const { viewer } = usePlace();
  const { name, email } = viewer.user;

  async function leave() {
    if (await signOut()) window.location.assign("/sign-in");
    else notify({ title: t("signOutFailed"), tone: "bad" });
  }

  return (
    <Menu
      label={t("accountOf", { name })}
      head={
        <div className="text-control">
          <div className="font-medium">{name}</div>
          <div className="text-caption text-ink-muted">{email}</div>
        </div>
      }
      groups={[
        {
          id: "person",
          entries: NAVIGATION_OF_PERSON.filter((entry) => viewer.isPlatformAdministrator || !entry.isForPlatform).map(
            (entry) => ({ id: entry.text, label: t(entry.text), icon: <entry.icon aria-hidden />, href: entry.path }),
          ),
        },
        {
          id: "session",
          entries: [{ id: "sign-out", label: t("signOut"), icon: <LogOut aria-hidden />, onAction: leave }],
        },
      ]}
      trigger={
        <Button aria-label={t("accountOf", { name })} className="rounded-full">
          <Emblem name={name} isRound />
        </Button>
      }
    />
  );
}
