/**
 * Text for finding: without marks and case, so that "ca phe" finds "Cà phê".
 * @param {string} text
 */
export const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/gi, "d")
    .toLowerCase();
