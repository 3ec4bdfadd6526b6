using Microsoft.AspNetCore.Http;

namespace Sync.Web.Site.SignIn;

/// <summary>The sign-in form.</summary>
/// <param name="Site">The page.</param>
/// <param name="Next">Where to go then: a path of ours.</param>
public sealed record SignInModel(SiteContext Site, string Next)
{
    /// <summary>The name of what tells that a form was sent by somebody who was not signed in any more.</summary>
    public const string UnsentField = "unsent";

    /// <summary>Whether what somebody has sent was not carried out, since they were not signed in any more.</summary>
    public bool Unsent { get; init; }

    /// <summary>The address that was typed.</summary>
    public string Email { get; init; } = "";

    /// <summary>Where people sign in with Google; null where they cannot.</summary>
    public string? Google { get; init; }

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>An empty form.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">Where to go then.</param>
    /// <param name="google">Whether people can sign in with Google.</param>
    public static SignInModel Of(HttpContext context, string next, bool google) => new(SiteContext.Of(context, "Sign in"), next)
    {
        Google = google ? "/sign-in/google?next=" + Uri.EscapeDataString(next) : null,
    };
}
