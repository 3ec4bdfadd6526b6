using FsCheck;
using FsCheck.Fluent;
using Sync.Model;

namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private int nextOrg;

    /// <summary>How many random sequences are tried.</summary>
    protected virtual int Sequences => 200;

    [SkippableFact]
    public void Given_any_sequence_of_commits_When_carried_out_Then_the_store_and_a_dictionary_hold_the_same()
    {
        Given();
        var property = Prop.ForAll(RandomWrites.Commits.ToArbitrary(), commits => RunAsync(commits).GetAwaiter().GetResult());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithReplay(20260131, 7), property);
    }

    private async Task RunAsync(RandomWrite[][] commits)
    {
        var tenant = Store.OpenTenant(OrgId.Parse($"org{nextOrg++}"));
        var model = new StoreModel();
        var seen = new Dictionary<int, string> { [0] = "" }; // the store's version for each of the model's
        foreach (var commit in commits)
        {
            var versions = commit.Select(w => w.Version == 2 ? seen.Keys.Max() : model.VersionOf("c" + w.Id)).ToList();
            var writes = commit.Select((w, i) => Real(w, seen[versions[i]])).ToList();
            await CommitBothAsync(tenant, model, writes, versions);
            var documents = await tenant.QueryAsync(new DocumentQuery { Collection = "customers" }).ToListAsync();
            documents.Select(d => $"{d.Path.Id}={d.Body.Canonical()}").ShouldBe(model.Content);
            foreach (var document in documents) seen[model.VersionOf(document.Path.Id)] = document.Version;
        }
    }

    private static async Task CommitBothAsync(ITenantStore tenant, StoreModel model, List<DocumentWrite> writes, List<int> versions)
    {
        StoreFailure? failure = null;
        try
        {
            await tenant.CommitAsync(writes);
        }
        catch (StoreException e)
        {
            failure = e.Failure;
        }

        var expected = model.Commit(writes, versions);
        // Where a create and a guard fail in one commit, either may be named.
        if (expected is null) failure.ShouldBeNull();
        else failure.ShouldBeOneOf(StoreFailure.AlreadyExists, StoreFailure.VersionChanged);
    }

    private static DocumentWrite Real(RandomWrite write, string version)
    {
        var (path, body) = (Customer("c" + write.Id), RandomWrites.Body(write));
        return write.Kind switch
        {
            WriteKind.Create => DocumentWrite.Create(path, body),
            WriteKind.Merge => DocumentWrite.Merge(path, body, write.Fields.ContainsKey(write.Remove) ? null : [write.Remove]),
            WriteKind.Replace => DocumentWrite.Replace(path, body, write.Version == 0 ? null : version),
            WriteKind.Delete => DocumentWrite.Delete(path),
            _ => DocumentWrite.Verify(path, version),
        };
    }
}
