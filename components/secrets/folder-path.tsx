"use client";

import { useTranslations } from "next-intl";
import { Fragment } from "react";
import type { Scope } from "../layout/scope";
import { Link } from "../ui/link";
import { folderAddress } from "./addresses";

interface FolderPathProps {
  scope: Scope;
  region: string;
  /** A folder with a slash at its end. */
  folder: string;
}

/** The folders on the way to one, each a link. */
export function FolderPath({ scope, region, folder }: FolderPathProps) {
  const t = useTranslations("secrets");
  const names = folder.split("/").filter(Boolean);
  const pathTo = (count: number) => `/${names.slice(0, count).join("/")}/`.replace("//", "/");
  return (
    <nav aria-label={t("tree.path")} className="min-w-0 font-mono text-control">
      <ol className="flex flex-wrap items-center gap-x-1">
        <li>{folder === "/" ? <Here>{region}</Here> : <Link href={folderAddress(scope, region)}>{region}</Link>}</li>
        {names.map((name, index) => (
          <Fragment key={pathTo(index + 1)}>
            <li aria-hidden className="text-ink-faint">
              /
            </li>
            <li className="min-w-0 break-all">
              {index === names.length - 1 ? (
                <Here>{name}</Here>
              ) : (
                <Link href={folderAddress(scope, region, pathTo(index + 1))}>{name}</Link>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

function Here({ children }: { children: string }) {
  return (
    <span aria-current="location" className="font-medium">
      {children}
    </span>
  );
}
