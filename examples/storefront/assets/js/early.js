// Asks for the first page and its words while the modules are still on their way. api.js takes the answers over.
// A classic script of its own, so that it runs before everything else.
(() => {
  const base = document.querySelector("meta[name=smartmart-api]").content.replace(/\/$/, "");
  const isStart = ["", "#", "#/"].includes(location.hash) && !location.search && !location.pathname.endsWith("/payment");
  const paths = ["/shop/", ...(isStart ? ["/categories/?tree=true", "/products/?page_size=12"] : [])];
  window.earlyAnswers = new Map(paths.map((path) => {
    const answer = fetch(base + path, { headers: { Accept: "application/json" }, priority: "high" });
    answer.catch(() => null);
    return [path, answer];
  }));

  // What was chosen here before, else the first language of the browser that the shop speaks.
  const wanted = [localStorage.getItem("smartmart.language"), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  const language = wanted.find((tag) => ["es", "en"].includes(tag)) ?? "es";
  document.documentElement.lang = language;
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: `assets/js/words.${language}.js` }));
})();
