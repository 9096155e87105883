// What lies behind charts: it is computed after them, and belongs to one setting.

/**
 * @typedef {{ colour: string, low: Float64Array, high: Float64Array }} Band log₁₀ at each step
 * @typedef {{ of: string, bands: Band[] }} Underlay
 * @type {{ latest: Underlay | null, charts: Set<{ onUnderlay: () => void }> }}
 */
export const underlays = { latest: null, charts: new Set() };

/** @param {Underlay} underlay */
export function lay(underlay) {
  underlays.latest = underlay;
  for (const chart of underlays.charts) chart.onUnderlay();
}
