using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>No collection goes unmentioned by docs/documents.md.</summary>
public sealed class CollectionPageTests
{
    // Of no org's: accounts stand in a scope of their own, and are nobody's documents.
    private static readonly string[] OfNoOrg = ["accounts", "account_emails", "ended_sessions", "sign_in_tries", "key_ring"];

    [Fact]
    public void GivenTheCollectionsThatSourcesName_WhenThePageOfDocumentsIsRead_ThenEachStandsThere()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "documents.md"));

        CollectionsInCode.Find().Names.Except(OfNoOrg).Where(n => !page.Contains($"`{n}`", StringComparison.Ordinal) && !page.Contains($"`{n}/", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
