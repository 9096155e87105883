/**
 * Text as markup: nothing in it is markup any more.
 * @param {string} text
 */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
