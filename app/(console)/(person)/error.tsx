"use client";

// Keeps the menu: only the page's own area is replaced.
export { default } from "../[org]/error";
