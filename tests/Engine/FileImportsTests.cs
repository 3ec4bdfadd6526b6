using Sync.Engine.Connections;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>The notes of imports: one that was cut off is told of, whatever other imports come and go meanwhile.</summary>
public sealed class FileImportsTests
{
    private const string Files = "main";

    [Fact]
    public async Task Given_an_import_that_is_killed_while_another_waits_When_that_one_ends_Then_the_first_is_still_told_of()
    {
        await using var org = await GivenAsync();
        var imports = new FileImports(org.Time);
        var old = await imports.BeginAsync(org.Tenant(), Files, "old.csv");
        await HoldAsync(org);
        var late = await imports.BeginAsync(org.Tenant(), Files, "late.csv");

        await imports.EndAsync(org.Tenant(), Files, late);

        (await NotedAsync(org)).ShouldBe([old.Now]);
    }

    [Fact]
    public async Task Given_an_import_that_ends_while_another_waits_When_that_one_is_killed_Then_it_is_told_of()
    {
        await using var org = await GivenAsync();
        var imports = new FileImports(org.Time);
        var old = await imports.BeginAsync(org.Tenant(), Files, "old.csv");
        await HoldAsync(org);
        var late = await imports.BeginAsync(org.Tenant(), Files, "late.csv");

        await imports.EndAsync(org.Tenant(), Files, old);

        (await NotedAsync(org)).ShouldBe([late.Now]);
        FileImport.Told(await NotedAsync(org)).ShouldStartWith("The import of 'late.csv' was cut off. Part of it");
    }

    [Fact]
    public async Task Given_an_import_that_waited_in_vain_When_it_is_taken_back_Then_the_others_stand()
    {
        await using var org = await GivenAsync();
        var imports = new FileImports(org.Time);
        var cut = await imports.BeginAsync(org.Tenant(), Files, "cut.csv");
        var late = await imports.BeginAsync(org.Tenant(), Files, "late.csv");

        await imports.TakeBackAsync(org.Tenant(), Files, late);

        (await NotedAsync(org)).ShouldBe([cut.Now]);
    }

    [Theory]
    [InlineData("cut.csv", false)] // the same again, which may come while something else goes on
    [InlineData("cut.csv", true)]
    [InlineData("corrected.csv", false)]
    public async Task Given_an_import_that_was_cut_off_When_its_owner_imports_again_Then_nothing_is_told_any_more(string name, bool busy)
    {
        await using var org = await GivenAsync();
        var imports = new FileImports(org.Time);
        await imports.BeginAsync(org.Tenant(), Files, "cut.csv");
        org.Time.Advance(TimeSpan.FromMinutes(5));
        if (busy) await HoldAsync(org);

        await imports.EndAsync(org.Tenant(), Files, await imports.BeginAsync(org.Tenant(), Files, name));

        (await NotedAsync(org)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_connection_of_an_earlier_version_When_read_Then_its_one_note_stands()
    {
        await using var org = await GivenAsync();
        await org.OthersWriteAsync("connections", Files, w => w.Map("import", m =>
        {
            m.Time("at", org.Time.GetUtcNow());
            m.Text("name", "old.csv");
        }));

        (await NotedAsync(org)).ShouldHaveSingleItem().Name.ShouldBe("old.csv");
        await new FileImports(org.Time).EndAsync(org.Tenant(), Files, await new FileImports(org.Time).BeginAsync(org.Tenant(), Files, "old.csv"));
        (await NotedAsync(org)).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<FileImport>> NotedAsync(TestOrg org) => (await ConnectionDirectory.FindAsync(org.Tenant(), Files)).ShouldNotBeNull().Imports;

    private static async Task<TestOrg> GivenAsync() => await TestOrg.OpenAsync();

    private static Task HoldAsync(TestOrg org) => org.Tenant().CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
    {
        w.Time("expiresAt", org.Time.GetUtcNow().AddMinutes(5));
        w.Text("holder", "the one that runs");
        w.Number("seconds", 300);
    }))]);
}
