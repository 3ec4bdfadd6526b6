using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Sync.Web.Site;

/// <summary>Forms that only our own pages can send.</summary>
internal static class SiteForms
{
    /// <summary>The name of the hidden field.</summary>
    public const string Field = "csrf";

    /// <summary>The header in which scripts may send the same.</summary>
    public const string Header = "X-Sync-Form";

    /// <summary>What goes into the hidden field; the cookie that belongs to it is set with the answer.</summary>
    public static string Token(HttpContext context) =>
        context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!;

    /// <summary>The form that was sent; null where it is none of ours, which has been said then.</summary>
    /// <param name="context">The request.</param>
    /// <param name="from">An origin whose forms are ours without the hidden field, since browsers say truly from where one is; null for none.</param>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context, string? from = null)
    {
        if (!await IsReadableAsync(context)) return null;
        if (context.Request.HasFormContentType && (IsFrom(context, from) || await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)))
            return await context.Request.ReadFormAsync(context.RequestAborted);
        await RefuseAsync(context);
        return null;
    }

    private static bool IsFrom(HttpContext context, string? from) =>
        context.Request.Headers.Origin is [{ } origin] && string.Equals(origin, from, StringComparison.OrdinalIgnoreCase);

    // Read before its token is looked at: what cannot be read would be an error inside of that check.
    private static async Task<bool> IsReadableAsync(HttpContext context)
    {
        try
        {
            if (context.Request.HasFormContentType) await context.Request.ReadFormAsync(context.RequestAborted);
            return true;
        }
        catch (InvalidDataException e) when (e.InnerException is InvalidOperationException) // thus the framework says that a text is none; what is too much has no cause of its own
        {
            await ErrorPages.WriteAsync(context, StatusCodes.Status400BadRequest, "This form cannot be read",
                "Something in it is no text, such as a zero byte. Go back, type it again and send the form again. Nothing was changed.");
            return false;
        }
        catch (Exception e) when (FormFault.StatusOf(e) is int status)
        {
            var (title, sentence) = FormFault.Said(status);
            await ErrorPages.WriteAsync(context, status, title, sentence);
            return false;
        }
    }

    /// <summary>Lets a form be longer than others; asked for before it is read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytes">The most that it may have.</param>
    /// <param name="fields">How many fields at most.</param>
    public static void Allow(HttpContext context, long bytes, int fields)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bytes;
        context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions { ValueCountLimit = fields }));
    }

    /// <summary>Whether a form is ours whose fields somebody else reads, such as one with a file.</summary>
    public static async Task<bool> IsOursAsync(HttpContext context, string? token)
    {
        if (string.IsNullOrEmpty(token)) return false;
        context.Request.Headers[Header] = token; // the one other place where the framework looks for it
        return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
    }

    /// <summary>Says that a form is none of ours.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        ErrorPages.WriteAsync(context, StatusCodes.Status400BadRequest, "This form is too old",
            "The page was open for long, or you signed in again meanwhile. Go back, reload the page and send the form again. Nothing was changed.");
}
