// Shows the description of the API in Swagger UI; the page holds nothing but the place for it.
window.addEventListener("load", () => {
  const place = document.querySelector("[data-description]");
  window.SwaggerUIBundle({
    url: place.dataset.description,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
  });
});
