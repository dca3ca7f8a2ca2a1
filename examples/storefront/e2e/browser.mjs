// A real Chromium, and what must hold on every page of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const BASE = process.env.BASE_URL ?? "http://localhost:8000";
export const PHONE = { width: 390, height: 844 };
const NARROWEST = 360;
const NARROW_DESKTOP = 1024;
export const DESKTOP = { width: 1280, height: 900 };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });

/** A fresh visitor. watched.complaints collects errors on the console and requests to outside;
 * expected(url, status) tells which failed answers belong to the story. */
export async function visit(browser, viewport, { expected = () => false, locale = "es-CO" } = {}) {
  const context = await browser.newContext({ viewport, locale, reducedMotion: "reduce", baseURL: BASE });
  const page = await context.newPage();
  const complaints = [];
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    const isOurs = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isOurs) complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(BASE).origin && protocol !== "data:") complaints.push(`outside: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !expected(response.url(), response.status()))
      complaints.push(`${response.status()}: ${response.url()}`);
  });
  return { page, context, complaints };
}

/** Also on the narrowest phone of the day, where this one is a phone. */
async function fitsTheScreen(page, name) {
  const screen = page.viewportSize();
  if (screen.width === PHONE.width) await page.setViewportSize({ ...screen, width: NARROWEST });
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(spill <= 0, `${name} is ${spill} pixels wider than the screen`);
  await page.setViewportSize(screen);
}

/** The admin's round buttons lie on nothing else, with narrow windows and long labels too. */
async function coversNothing(page, name) {
  const screen = page.viewportSize();
  if (screen.width === DESKTOP.width) await page.setViewportSize({ ...screen, width: NARROW_DESKTOP });
  const covered = await page.evaluate(() => {
    const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    const written = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return element.matches("button") ? element.getBoundingClientRect() : range.getBoundingClientRect();
    };
    const tools = [...document.querySelectorAll(".object-tools a")].map((each) => each.getBoundingClientRect());
    const others = [...document.querySelectorAll("#content :is(h1, h2, button)")].filter((each) => each.checkVisibility());
    return others.filter((each) => tools.some((tool) => meets(tool, written(each)))).map((each) => each.textContent);
  });
  assert.deepEqual(covered, [], `covered on ${name}`);
  await page.setViewportSize(screen);
}

/** Nothing serious or critical by axe, nothing wider than the screen. excused: rules of axe that do not count. */
export async function isSound(page, name, excused = []) {
  await page.waitForFunction(() => !document.querySelector("main[aria-busy]"));
  if (process.env.SCREENSHOTS) {
    const { width } = page.viewportSize();
    await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${width}.png`, fullPage: true });
  }
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), RULES);
  const bad = found.violations.filter(({ id, impact }) => ["serious", "critical"].includes(impact) && !excused.includes(id));
  assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`), [], `axe on ${name}`);
  await fitsTheScreen(page, name);
  await coversNothing(page, name);
}
