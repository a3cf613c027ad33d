// Runs the page's script, which is deflated: it would be a third of the page. The Content-Security-Policy knows its hash.
{
  const script = document.createElement("script");
  script.textContent = Inflate.text(document.getElementById("script").textContent);
  document.body.append(script);
}
