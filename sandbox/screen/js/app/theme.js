// Theme parameters that a Mini App gets, in Telegram's own names.

const LIGHT = {
  accent_text_color: '#2481cc', bg_color: '#ffffff', bottom_bar_bg_color: '#ffffff', button_color: '#2071b4', button_text_color: '#ffffff',
  destructive_text_color: '#dc3540', header_bg_color: '#ffffff', hint_color: '#8a9199', link_color: '#2481cc', secondary_bg_color: '#f0f2f5',
  section_bg_color: '#ffffff', section_header_text_color: '#2481cc', section_separator_color: '#e3e6ea', subtitle_text_color: '#707983', text_color: '#0b0f14',
};

const DARK = {
  accent_text_color: '#6ab2f2', bg_color: '#17212b', bottom_bar_bg_color: '#17212b', button_color: '#4579b0', button_text_color: '#ffffff',
  destructive_text_color: '#f2545c', header_bg_color: '#17212b', hint_color: '#708499', link_color: '#6ab2f2', secondary_bg_color: '#0e1621',
  section_bg_color: '#17212b', section_header_text_color: '#6ab2f2', section_separator_color: '#101921', subtitle_text_color: '#8595a4', text_color: '#f5f7fa',
};

export const themeParams = () => (document.documentElement.dataset.theme === 'dark' ? DARK : LIGHT);

/** A colour as an app may send it: `#rrggbb` or the name of a theme colour; null for anything else. */
export function colourOf({ color, color_key: key } = {}) {
  if (/^#[0-9a-f]{6}$/i.test(color ?? '')) return color;
  return ['bg_color', 'secondary_bg_color', 'header_bg_color', 'bottom_bar_bg_color'].includes(key) ? themeParams()[key] : null;
}

/** Whether black or white letters are read better on `#rrggbb`. */
export function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 150 ? '#0b0f14' : '#ffffff';
}
