// How one looks, as a link has it: what the drawings of a page know alone. They say it when a link is copied, and show it
// when one was opened.

import { cursor, moveCursor } from "./cursor.js";
import { follow, units } from "./followed.js";

/**
 * What can be said of a drawing's own choices, and how it takes them up.
 * @typedef {{ saysLook: () => Record<string, string>, seeLook: (look: any) => void }} Looker
 * @type {Set<Looker>}
 */
export const lookers = new Set();

/** @type {any} what a drawing that is not there yet is to show */
let waiting = null;

/** @returns {Record<string, string>} all that the drawings know, by name in an address; counted from 1 */
export function saysAll() {
  /** @type {Record<string, string>} */
  const said = {};
  if (cursor.t !== null && cursor.panels.size) said.t = String(cursor.t);
  if (units.watchers.size) {
    const followed = Object.entries(units.followed).filter(([, all]) => all.length);
    const opened = Object.entries(units.opened);
    const text = (cell, all) => [cell, ...all.map((unit) => unit + 1)].join(".");
    if (followed.length) said.units = followed.map(([cell, all]) => text(cell, all)).join(",");
    if (opened.length) said.opened = opened.map(([cell, unit]) => text(cell, [unit])).join(",");
  }
  return Object.assign(said, ...[...lookers].map((one) => one.saysLook()));
}

/**
 * Shows what an address has brought along; the server has looked through it.
 * @param {any} look
 */
export function seeAll(look) {
  if (look.t !== undefined) moveCursor(look.t);
  if (look.followed || look.opened) follow(look.whose, look.followed ?? {}, look.opened ?? {});
  waiting = lookers.size ? null : look;
  for (const one of lookers) one.seeLook(look);
}

/** @returns {any} what was brought before the drawing was there, once */
export function waited() {
  const look = waiting;
  waiting = null;
  return look;
}
