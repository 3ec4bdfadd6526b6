using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Secrets;
using Sync.Model;
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
    private readonly ConcurrentDictionary<OrgId, DateTimeOffset> pruned = [];

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
                if (await AnswerAsync(tenant, path, f, (int)status, cancellation) is not { } answer) return (RepeatState.Lost, null, null);
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

    /// <summary>
    /// Encrypts with the tenant's current key the answers that are encrypted with a former one. Of an answer that cannot be read
    /// it stays known that there was one: its request must not be carried out again.
    /// </summary>
    /// <exception cref="SecretUnreadableException">The master key is another one.</exception>
    internal static async Task RenewAsync(ITenantStore tenant, SecretVault vault, CancellationToken cancellation)
    {
        List<DocumentPath> all = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection, Select = ["expireAt"] }, cancellation)) all.Add(document.Path);
        foreach (var path in all)
            while (await tenant.GetAsync(path, cancellation) is { } document)
                if (await RenewedAsync(tenant, vault, document, cancellation) is not { } writes || await TryCommitAsync(tenant, writes, cancellation)) break;
    }

    // Null where nothing is encrypted with a former key.
    private static async Task<IReadOnlyList<DocumentWrite>?> RenewedAsync(ITenantStore tenant, SecretVault vault, StoredDocument document, CancellationToken cancellation)
    {
        if (document.Body.Read() is var f && f.Bytes("answer") is not { } bytes) return null;
        try
        {
            if (await vault.RenewAsync(tenant, Purpose(document.Path), bytes, cancellation) is not { } secret) return null;
            return [secret.Guard, DocumentWrite.Replace(document.Path, WithAnswer(f, secret.Bytes), document.Version)];
        }
        catch (SecretUnreadableException)
        {
            await vault.EnsureAllAsync(tenant, cancellation); // no answer is given up for a master key that is another one
            return [DocumentWrite.Replace(document.Path, WithAnswer(f, null), document.Version)];
        }
    }

    private static async Task<bool> TryCommitAsync(ITenantStore tenant, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        try
        {
            await tenant.CommitAsync(writes, cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return false; // another answer is kept there meanwhile, or the key is rotated once more: look again
        }
    }

    private static DocumentBody WithAnswer(DocumentFields f, byte[]? answer) => DocumentBody.Build(w =>
    {
        if (answer is not null) w.Bytes("answer", answer);
        w.OptionalText("contentType", f.Text("contentType"));
        w.OptionalText("etag", f.Text("etag"));
        w.Time("expireAt", f.Time("expireAt")!.Value);
        w.OptionalText("location", f.Text("location"));
        w.OptionalText("request", f.Text("request"));
        w.Time("startedAt", f.Time("startedAt")!.Value);
        w.Number("status", f.Integer("status")!.Value);
    });

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

    // Null where the answer was given up, or its key was.
    private async Task<KeptAnswer?> AnswerAsync(ITenantStore tenant, DocumentPath path, DocumentFields f, int status, CancellationToken cancellation)
    {
        if (f.Bytes("answer") is not { } bytes) return null;
        try
        {
            var body = Convert.FromBase64String(await vault.DecryptAsync(tenant, Purpose(path), bytes, cancellation));
            return new KeptAnswer(status, f.Text("contentType") ?? "", body) { Location = f.Text("location"), ETag = f.Text("etag") };
        }
        catch (SecretUnreadableException)
        {
            await vault.EnsureAllAsync(tenant, cancellation); // where the master key is another one, that is what is said
            return null;
        }
    }

    // Firestore forgets by itself; a file is tidied once an hour.
    private async Task PruneAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (pruned.TryGetValue(tenant.Org, out var last) && now - last < TimeSpan.FromHours(1)) return;
        pruned[tenant.Org] = now;
        await tenant.PruneExpiredAsync(Collection, now, cancellation);
    }

    private static string Purpose(DocumentPath path) => "answer " + path.Id;

    private static DocumentPath PathOf(string key) => new(Collection, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
}
