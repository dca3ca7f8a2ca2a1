// Pictures of pages, made small and compared, by the browser's own canvas.

const WIDEST = 780;
const asUrl = (bytes, kind) => `data:image/${kind};base64,${bytes.toString("base64")}`;

/** A screenshot as a small WebP to keep. */
export async function shrink(page, png) {
  const url = await page.evaluate(async ([source, widest]) => {
    const image = await createImageBitmap(await (await fetch(source)).blob());
    const scale = Math.min(1, widest / image.width);
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width * scale, height: image.height * scale });
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/webp", 0.7);
  }, [asUrl(png, "png"), WIDEST]);
  return Buffer.from(url.split(",")[1], "base64");
}

const COLUMNS = 40;
const FAR = 60;

/** A picture as rows of cells, each the mean color of a square: letters become a tint. */
async function cells(page, url) {
  const { data, height } = await page.evaluate(async ([source, width]) => {
    const image = await createImageBitmap(await (await fetch(source)).blob());
    const rows = Math.round((width * image.height) / image.width);
    const small = await createImageBitmap(image, { resizeWidth: width, resizeHeight: rows, resizeQuality: "high" });
    const pen = new OffscreenCanvas(width, rows).getContext("2d");
    pen.drawImage(small, 0, 0);
    return { data: [...pen.getImageData(0, 0, width, rows).data], height: rows };
  }, [url, COLUMNS]);
  const cell = (y, x) => data.slice(4 * (y * COLUMNS + x), 4 * (y * COLUMNS + x) + 3);
  return Array.from({ length: height }, (_, y) => Array.from({ length: COLUMNS }, (__, x) => cell(y, x)));
}

const isNear = (one, other) => other && one.every((value, n) => Math.abs(value - other[n]) <= FAR);

/** The share of cells of a row whose color is not in the other row, there or beside it. */
const lost = (row, other) => row.filter((cell, x) => ![x, x - 1, x + 1].some((at) => isNear(cell, other[at]))).length / COLUMNS;

/** The share of cells that differ, rows put beside those they fit best: other fonts make a page longer or shorter. */
export async function difference(page, webp, png) {
  const [one, other] = [await cells(page, asUrl(webp, "webp")), await cells(page, asUrl(png, "png"))];
  let before = [0, ...other.map(() => Infinity)];
  for (const row of one) {
    const sums = [Infinity];
    other.forEach((next, n) => sums.push(Math.max(lost(row, next), lost(next, row)) + Math.min(before[n], before[n + 1], sums[n])));
    before = sums;
  }
  return before.at(-1) / Math.max(one.length, other.length);
}
