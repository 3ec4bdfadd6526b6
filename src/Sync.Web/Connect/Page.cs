using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Connect;

/// <summary>A plain page for a person: a title, sentences, a list. No script, nothing from elsewhere; all text is encoded.</summary>
internal sealed record Page(int Status, string Title, IReadOnlyList<string> Sentences)
{
    /// <summary>What each thing is, and what is said of it.</summary>
    public IReadOnlyList<(string What, string Said)> List { get; init; } = [];

    /// <summary>A command to run; null for none.</summary>
    public string? Command { get; init; }

    /// <summary>A link at the end; null for none.</summary>
    public (string Address, string Text)? Way { get; init; }

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer"; // the address holds a code
        await response.WriteAsync(Html(), context.RequestAborted);
    }

    private string Html()
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Encoded(Title)).Append("</title></head>\n<body>\n<h1>").Append(Encoded(Title)).Append("</h1>\n");
        foreach (var sentence in Sentences) html.Append("<p>").Append(Encoded(sentence)).Append("</p>\n");
        if (Command is not null) html.Append("<pre>").Append(Encoded(Command)).Append("</pre>\n");
        if (List.Count > 0)
        {
            html.Append("<ul>\n");
            foreach (var (what, said) in List) html.Append("<li><strong>").Append(Encoded(what)).Append("</strong>: ").Append(Encoded(said)).Append("</li>\n");
            html.Append("</ul>\n");
        }

        if (Way is { } way) html.Append("<p><a href=\"").Append(Encoded(way.Address)).Append("\">").Append(Encoded(way.Text)).Append("</a></p>\n");
        return html.Append("</body>\n</html>\n").ToString();
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
