using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Secrets;
using Sync.Store;

namespace Sync.Engine.Requests;

/// <summary>
/// Remembers an org's requests for a day, in <c>idempotency/{hash of the key}</c>. Answers are encrypted, since one may be a new
/// API key; what was sent stands there as a hash.
/// </summary>
public sealed class IdempotencyBook
{
    private const string Collection = "idempotency";
    private readonly SecretVault vault;
    private readonly TimeProvider time;
    private DateTimeOffset pruned = DateTimeOffset.MinValue;

    /// <summary>A book that can read and write answers.</summary>
    public IdempotencyBook(MasterKey master, TimeProvider time) => (vault, this.time) = (new SecretVault(master), time);

    /// <summary>How long a request is remembered.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(1);

    /// <summary>How long after its beginning a request without an answer is taken for one that was killed, and carried out by whoever repeats it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Notes that a request is being carried out, or tells what became of it before.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="key">The caller's key, with whatever tells callers apart.</param>
    /// <param name="request">A hash of what is sent.</param>
    /// <param name="counts">Whether an answer that is kept still counts; where it does not, the request is new again. Null where each does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it stands; the answer where it is done; and, where it is new, what <see cref="EndAsync"/> wants back.</returns>
    public async Task<(RepeatState State, KeptAnswer? Answer, string? Claim)> BeginAsync(
        ITenantStore tenant, string key, string request, Func<KeptAnswer, bool>? counts = null, CancellationToken cancellation = default)
    {
        await PruneAsync(tenant, cancellation);
        var (path, now) = (PathOf(key), time.GetUtcNow());
        var document = await tenant.GetAsync(path, cancellation);
        if (document?.Body.Read() is { } f && f.Time("expireAt") > now)
        {
            if (f.Text("request") != request) return (RepeatState.Other, null, null);
            if (f.Integer("status") is { } status)
            {
                var answer = await AnswerAsync(tenant, path, f, (int)status, cancellation);
                if (counts is null || counts(answer)) return (RepeatState.Done, answer, null);
            }
            else if (now - f.Time("startedAt") < Patience) return (RepeatState.UnderWay, null, null);
        }

        return await ClaimAsync(tenant, path, request, document?.Version ?? "", cancellation);
    }

    /// <summary>Keeps the answer.</summary>
    public async Task EndAsync(ITenantStore tenant, string key, string claim, KeptAnswer answer, CancellationToken cancellation = default)
    {
        var path = PathOf(key);
        await GuardedCommit.RunAsync(tenant, async () =>
        {
            var body = await vault.EncryptAsync(tenant, Purpose(path), Convert.ToBase64String(answer.Body), cancellation);
            return [body.Guard, DocumentWrite.Replace(path, BodyOf(answer, claim, body.Bytes))];
        }, cancellation);
    }

    private DocumentBody BodyOf(KeptAnswer answer, string claim, byte[] encrypted) => DocumentBody.Build(w =>
    {
        w.Bytes("answer", encrypted);
        w.Text("contentType", answer.ContentType);
        w.OptionalText("etag", answer.ETag);
        w.Time("expireAt", time.GetUtcNow() + Life);
        w.OptionalText("location", answer.Location);
        w.Text("request", claim);
        w.Time("startedAt", time.GetUtcNow());
        w.Number("status", answer.Status);
    });

    /// <summary>Forgets a request that came to nothing, so that it can be sent again.</summary>
    public Task ForgetAsync(ITenantStore tenant, string key, CancellationToken cancellation = default) =>
        tenant.CommitAsync([DocumentWrite.Delete(PathOf(key))], cancellation);

    /// <summary>Forgets all of a tenant's, for when its key is rotated: a request that is sent again meanwhile is a new one.</summary>
    internal static Task DropAsync(ITenantStore tenant, CancellationToken cancellation) => DroppedSecrets.RunAsync(tenant, Collection, cancellation);

    private async Task<(RepeatState State, KeptAnswer? Answer, string? Claim)> ClaimAsync(
        ITenantStore tenant, DocumentPath path, string request, string version, CancellationToken cancellation)
    {
        var body = DocumentBody.Build(w =>
        {
            w.Time("expireAt", time.GetUtcNow() + Life);
            w.Text("request", request);
            w.Time("startedAt", time.GetUtcNow());
        });
        try
        {
            await tenant.CommitAsync([DocumentWrite.Replace(path, body, version)], cancellation);
            return (RepeatState.New, null, request);
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return (RepeatState.UnderWay, null, null);
        }
    }

    private async Task<KeptAnswer> AnswerAsync(ITenantStore tenant, DocumentPath path, DocumentFields f, int status, CancellationToken cancellation) => new(
        status, f.Text("contentType") ?? "", Convert.FromBase64String(await vault.DecryptAsync(tenant, Purpose(path), f.Bytes("answer")!, cancellation)))
    {
        Location = f.Text("location"),
        ETag = f.Text("etag"),
    };

    // Firestore forgets by itself; a file is tidied once an hour.
    private async Task PruneAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now - pruned < TimeSpan.FromHours(1)) return;
        pruned = now;
        await tenant.PruneExpiredAsync(Collection, now, cancellation);
    }

    private static string Purpose(DocumentPath path) => "answer " + path.Id;

    private static DocumentPath PathOf(string key) => new(Collection, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
}
