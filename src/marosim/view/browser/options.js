// @ts-check
// What groups of choices and their options are called, as the server said it.

import { LANGUAGE, t } from "./say.js";

/** @import { OptionGroup } from "./said" */

export const PLAIN = new Set(["scenario", "seed", "days"]); // words of an address that choose nothing

/** @type {Map<string, OptionGroup>} */
const known = new Map();

/** @param {OptionGroup[]} groups */
export function learn(groups) {
  for (const group of groups) known.set(group.group, group);
}

/** @param {string} name As addresses and commands have it. */
const plain = (name) => name.replaceAll("_", " ");

/** @param {string} group */
export const groupWords = (group) => (LANGUAGE === "en" ? plain(group) : known.get(group)?.title ?? plain(group));

/**
 * @param {string} group
 * @param {string} option
 */
export const optionWords = (group, option) => known.get(group)?.options.find(({ name }) => name === option)?.title ?? plain(option);

/**
 * @param {string} group
 * @param {string} option
 */
export const optionSaid = (group, option) => t("{group}: {option}", { group: groupWords(group), option: optionWords(group, option) });
