using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Web.Access;

namespace Sync.Web.Site.SignIn;

/// <summary>Choosing a new password by a link of the operator's.</summary>
internal sealed class ResetRoutes(PasswordResets resets)
{
    private const string Pattern = "/password/{token}";
    private const string Why = "the token of 256 bits says who may";

    public static void Map(IEndpointRouteBuilder routes, ResetRoutes my)
    {
        routes.MapGet(Pattern, (RequestDelegate)my.ShowAsync).OpenToAll(Why);
        routes.MapPost(Pattern, (RequestDelegate)my.ChooseAsync).OpenToAll(Why).RequireRateLimiting(RateLimits.SignIn);
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } model) await SitePage.WriteAsync<ResetPage>(context, model);
    }

    private async Task ChooseAsync(HttpContext context)
    {
        if (await SiteForms.ReadAsync(context) is not { } form || await FindAsync(context) is not { } model) return;
        var password = form["password"].ToString();
        if (Passwords.WhyNot(password, model.Email) is { } wrong)
        {
            await SitePage.WriteAsync<ResetPage>(context, model with { Wrong = wrong }, StatusCodes.Status400BadRequest);
            return;
        }

        if (await resets.UseAsync(model.Token, Passwords.Hash(password), context.RequestAborted) is not { } account)
        {
            await GoodNoMoreAsync(context);
            return;
        }

        await Sessions.BeginAsync(context, account);
        Notices.Leave(context, "The password is changed. Whoever was signed in elsewhere is not any more.");
        await SitePage.SeeOther(context, "/");
    }

    private async Task<ResetModel?> FindAsync(HttpContext context)
    {
        var token = (string)context.Request.RouteValues["token"]!;
        if (await resets.FindAsync(token, context.RequestAborted) is { } account) return new ResetModel(SiteContext.Of(context, "A new password"), token, account.Email);
        await GoodNoMoreAsync(context);
        return null;
    }

    private static Task GoodNoMoreAsync(HttpContext context) => ErrorPages.WriteAsync(context, StatusCodes.Status404NotFound, "This link is good no more",
        $"A link for a new password is good once, for {PasswordResets.Life.TotalMinutes:0} minutes, and until another one is made. Whoever runs Sync makes one with 'possync account reset EMAIL'. Nothing was changed.");
}
