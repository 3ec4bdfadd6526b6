using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Requests;
using Sync.Web.Access;

namespace Sync.Web.Api.Requests;

/// <summary>
/// Carries out a change once, however often it is sent with the same <c>Idempotency-Key</c> within a day: whoever repeats it gets
/// the first answer. Keys are each caller's own.
/// </summary>
internal sealed class Repeats(IdempotencyBook book)
{
    private const string Header = "Idempotency-Key";

    /// <summary>Carries a change out, or gives its first answer.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="work">Carries it out.</param>
    /// <param name="counts">Whether a first answer still counts; null where each does.</param>
    public async Task<ApiAnswer> OnceAsync(ApiRequest request, Func<Task<ApiAnswer>> work, Func<KeptAnswer, bool>? counts = null)
    {
        if (request.Context.Request.Headers[Header] is not { Count: > 0 } given) return await work();
        if (given is not [{ Length: > 0 and <= 200 } key]) throw ApiProblem.Invalid(Header, $"Give {Header} once, with 1 to 200 letters.");
        if (request.Context.Features.Get<OrgScope>() is not { } scope) throw ApiProblem.Invalid(Header, $"{Header} is only for changes of an org.");
        var mine = $"{scope.Caller.Actor.Kind}\n{scope.Caller.Actor.Id}\n{key}";
        var what = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{request.Context.Request.Method} {request.Context.Request.Path}{request.Context.Request.QueryString}\n{request.Context.Request.Headers.IfMatch}\n"), .. request.Bytes.Span]));
        // What was begun is ended and remembered, also when the caller hangs up: that is what the key is for.
        var (state, kept, claim) = await book.BeginAsync(scope.Tenant, mine, what, counts, CancellationToken.None);
        switch (state)
        {
            case RepeatState.Done:
                return new ApiAnswer(kept!.Status, kept.Body) { ContentType = kept.ContentType, Location = kept.Location, ETag = kept.ETag };
            case RepeatState.Lost:
                throw ApiProblem.Conflict($"A request with this {Header} was carried out before, and its answer cannot be read any more. See what it has made; to send the change once more, give it a new {Header}. Nothing was changed now.");
            case RepeatState.Other:
                throw ApiProblem.Undone("Key used already", $"This {Header} was sent with another request. Use a new one for each change. Nothing was changed.", Header);
            case RepeatState.UnderWay:
                throw ApiProblem.Conflict($"A request with this {Header} is being carried out. Ask again in a moment.");
        }

        try
        {
            var answer = await work();
            // What failed inside Sync, or came at the wrong moment, changed nothing and may go well the next time.
            if (answer.Status is >= StatusCodes.Status500InternalServerError or StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests) await book.ForgetAsync(scope.Tenant, mine, CancellationToken.None);
            else await book.EndAsync(scope.Tenant, mine, claim!, new KeptAnswer(answer.Status, answer.ContentType, answer.Body.ToArray()) { Location = answer.Location, ETag = answer.ETag }, CancellationToken.None);
            return answer;
        }
        catch
        {
            await book.ForgetAsync(scope.Tenant, mine, CancellationToken.None);
            throw;
        }
    }
}
