// Bytes to plain data: what message.py has written.

/**
 * @param {Uint8Array} bytes a header in JSON, then numbers: see message.py
 * @returns {any} plain data, in which arrays are views of the bytes
 */
export function decode(bytes) {
  const message = bytes.slice(); // starts at address 0, so that arrays can be views
  const headerLength = new DataView(message.buffer).getUint32(0, true);
  const numbersStart = Math.ceil((4 + headerLength) / 8) * 8;
  const types = { Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array };
  /** @type {(type: any, start: number, shape: number[]) => any} */
  const view = (type, start, [length, ...inner]) => {
    if (!inner.length) return new type(message.buffer, numbersStart + start, length);
    const rowBytes = inner.reduce((a, b) => a * b, type.BYTES_PER_ELEMENT);
    return Array.from({ length }, (_, row) => view(type, start + row * rowBytes, inner));
  };
  return JSON.parse(
    new TextDecoder().decode(message.subarray(4, 4 + headerLength)),
    (_key, value) => value?.$array ? view(types[value.$array[0]], value.$array[1], value.$array[2]) : value,
  );
}
