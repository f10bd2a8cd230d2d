// Shows the server's description of itself, and sends what is filled in. Nothing is asked of anybody else.
"use strict";

const methods = ["get", "post", "put", "patch", "delete"];

function make(name, text, ...children) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

function resolve(schema, document, depth) {
  if (!schema || depth > 6) return {};
  if (schema.$ref) return resolve(schema.$ref.split("/").slice(1).reduce((node, part) => node[part], document), document, depth + 1);
  return schema;
}

// A value as the schema has it, for people to read and to change.
function sample(schema, document, depth = 0) {
  const known = resolve(schema, document, depth);
  const choice = known.anyOf ? resolve(known.anyOf.find(s => s.type !== "null"), document, depth) : known;
  const type = [].concat(choice.type ?? (choice.properties ? "object" : "any"))[0];
  if (choice.enum) return choice.enum[0];
  if (depth > 6) return null;
  if (type === "object") return Object.fromEntries(Object.entries(choice.properties ?? {}).map(([name, of]) => [name, sample(of, document, depth + 1)]));
  if (type === "array") return [sample(choice.items, document, depth + 1)];
  if (type === "string") return choice.format === "date-time" ? "2026-01-01T00:00:00Z" : "text";
  return { integer: 0, number: 0.5, boolean: true }[type] ?? null;
}

function form(method, path, operation, document) {
  const inputs = [];
  const fields = (operation.parameters ?? []).map(parameter => {
    const input = make("input");
    input.required = parameter.required;
    input.placeholder = parameter.schema.items ? "several: one, two" : [].concat(parameter.schema.type ?? "any").join(" or ");
    inputs.push([parameter, input]);
    return make("label", null, make("span", `${parameter.name}${parameter.required ? " *" : ""}`), input);
  });
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const body = schema ? make("textarea") : null;
  if (body) body.value = "{}";
  const answer = make("pre");
  const send = make("form", null, ...fields, ...(body ? [make("p", "Body"), body, make("pre", JSON.stringify(sample(schema, document), null, 2))] : []), make("button", "Send"));
  send.addEventListener("submit", async event => {
    event.preventDefault();
    const query = new URLSearchParams();
    let address = path;
    for (const [parameter, input] of inputs) {
      if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (input.value) (parameter.schema.items ? input.value.split(",").map(v => v.trim()) : [input.value]).forEach(value => query.append(parameter.name, value));
    }
    answer.textContent = "…";
    try {
      const response = await fetch(query.size ? `${address}?${query}` : address, {
        method: method.toUpperCase(),
        headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
        body: body?.value,
      });
      const text = await response.text();
      let shown = text;
      try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* It is no JSON: shown as it is. */ }
      answer.textContent = `${response.status} ${response.statusText}\n${shown}`;
    } catch (error) {
      answer.textContent = String(error);
    }
  });
  return make("div", null, send, answer);
}

function show(document) {
  const main = window.document.getElementById("operations");
  const groups = new Map();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of methods.filter(m => operations[m])) {
      const operation = operations[method];
      const group = operation.tags?.[0] ?? "";
      const line = make("summary", null, make("span", method.toUpperCase()), make("code", path), make("span", operation.summary ? ` ${operation.summary}` : ""));
      line.firstChild.className = "method";
      const details = make("details", null, line);
      details.dataset.words = `${method} ${path} ${operation.summary ?? ""}`.toLowerCase();
      // What nobody opens need not be made.
      details.addEventListener("toggle", () => {
        if (details.open && details.children.length === 1) {
          const answer = Object.entries(operation.responses).find(([status]) => status < "300");
          const schema = answer?.[1].content?.["application/json"]?.schema;
          details.append(form(method, path, operation, document), ...(schema ? [make("p", `Answer ${answer[0]}`), make("pre", JSON.stringify(sample(schema, document), null, 2))] : []));
        }
      });
      groups.set(group, [...(groups.get(group) ?? []), details]);
    }
  }
  main.replaceChildren(...[...groups].sort().map(([name, all]) => make("section", null, make("h2", name), ...all)));
  window.document.getElementById("about").textContent = document.info.description;
  window.document.getElementById("find").addEventListener("input", event => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    for (const details of main.querySelectorAll("details")) details.hidden = !words.every(word => details.dataset.words.includes(word));
    for (const section of main.querySelectorAll("section")) section.hidden = !section.querySelector("details:not([hidden])");
  });
}

fetch("openapi.json").then(response => response.json()).then(show);
