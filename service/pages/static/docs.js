"use strict";

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // The key stays in the page: nothing is stored in the browser.
  persistAuthorization: false,
  validatorUrl: null,
});
