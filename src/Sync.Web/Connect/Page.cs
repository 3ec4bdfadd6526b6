using Microsoft.AspNetCore.Http;
using Sync.Web.Site;

namespace Sync.Web.Connect;

/// <summary>
/// A page for a person on the way to or from a POS: a title, sentences, a list. It looks like the site's and runs no script, for
/// its address may hold a code or a ticket.
/// </summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Sentences">What it says.</param>
public sealed record Page(int Status, string Title, IReadOnlyList<string> Sentences)
{
    /// <summary>What each thing is, and what is said of it.</summary>
    public IReadOnlyList<(string What, string Said)> List { get; init; } = [];

    /// <summary>A command to run; null for none.</summary>
    public string? Command { get; init; }

    /// <summary>A link at the end; null for none.</summary>
    public (string Address, string Text)? Way { get; init; }

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers["Referrer-Policy"] = "no-referrer"; // the address holds a code
        return SitePage.WriteAsync<ConnectPage>(context, this, Status);
    }
}
