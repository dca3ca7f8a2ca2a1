// Asks for the first page while the modules are still on their way. api.js takes the answers over.
// A classic script of its own, so that it runs as soon as it is here.
(() => {
  const base = document.querySelector("meta[name=smartmart-api]").content.replace(/\/$/, "");
  const isStart = ["", "#", "#/"].includes(location.hash) && !location.search && !location.pathname.endsWith("/payment");
  const paths = ["/shop/", ...(isStart ? ["/categories/?tree=true", "/products/?page_size=12"] : [])];
  window.earlyAnswers = new Map(paths.map((path) => {
    const answer = fetch(base + path, { headers: { Accept: "application/json" }, priority: "high" });
    answer.catch(() => null);
    return [path, answer];
  }));
})();
