// Visitors may enlarge the page.
document.querySelector("meta[name=viewport]")?.setAttribute("content", "width=device-width, initial-scale=1");
