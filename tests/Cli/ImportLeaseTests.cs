using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;

namespace Sync.Cli.Tests;

/// <summary>An import while another run of the org goes on.</summary>
public sealed class ImportLeaseTests
{
    private static readonly OrgId Org = OrgId.Parse(Workplace.Org);

    [Fact]
    public async Task Given_a_run_under_way_When_a_file_is_imported_Then_it_exits_2_says_who_runs_and_leaves_no_note_of_an_import_cut_off()
    {
        await using var place = await WithOrgAsync();
        await HoldAsync(place);

        var refused = await ImportAsync(place, "orders.csv");

        refused.Code.ShouldBe(2, refused.ToString());
        refused.Err.ShouldContain("the one that runs");
        await using var services = await place.OpenAsync();
        (await ConnectionDirectory.FindAsync(services.Store.OpenTenant(Org), "files")).ShouldBeNull();
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldNotContain("cut off");
    }

    [Fact]
    public async Task Given_an_import_under_way_When_another_is_refused_Then_the_note_of_the_first_stays_until_it_ends()
    {
        await using var place = await WithOrgAsync();
        (await ImportAsync(place, "orders.csv")).Code.ShouldBe(0);
        await using (var services = await place.OpenAsync())
            await new FileImports(TimeProvider.System).BeginAsync(services.Store.OpenTenant(Org), "files", "first.csv");
        await HoldAsync(place);

        (await ImportAsync(place, "second.csv")).Code.ShouldBe(2);

        (await NotedAsync(place)).ShouldNotBeNull().Name.ShouldBe("first.csv");
        (await place.DoAsync("status", Workplace.Org, "--json")).Out.ShouldNotContain("cut_off");
    }

    [Fact]
    public async Task Given_a_run_under_way_When_an_import_in_another_time_zone_is_refused_Then_later_ones_are_in_the_former()
    {
        await using var place = await WithOrgAsync();
        (await ImportAsync(place, "orders.csv", "--time-zone", "Europe/Paris")).Code.ShouldBe(0);
        await HoldAsync(place);

        (await ImportAsync(place, "second.csv", "--time-zone", "Asia/Tokyo")).Code.ShouldBe(2);

        await using var services = await place.OpenAsync();
        (await FileImports.LastAsync(services.Store.OpenTenant(Org), "files")).TimeZone.ShouldBe("Europe/Paris");
    }

    private static Task<TestKit.PossyncOutcome> ImportAsync(Workplace place, string name, params string[] more) =>
        place.RunAsync(["import", Workplace.Org, place.Write(name, "Order ID,Created at,Order total,Customer ID\n1,2011-07-01 08:26:00,5,0017\n"), "--as", "orders", .. more]);

    private static async Task<FileImport?> NotedAsync(Workplace place)
    {
        await using var services = await place.OpenAsync();
        return (await ConnectionDirectory.FindAsync(services.Store.OpenTenant(Org), "files")).ShouldNotBeNull().Imports.SingleOrDefault();
    }

    private static async Task HoldAsync(Workplace place)
    {
        await using var services = await place.OpenAsync();
        var lease = DocumentBody.Build(w =>
        {
            w.Time("expiresAt", TimeProvider.System.GetUtcNow().AddMinutes(5));
            w.Text("holder", "the one that runs");
            w.Number("seconds", 300);
        });
        await services.Store.OpenTenant(Org).CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), lease)]);
    }

    private static async Task<Workplace> WithOrgAsync()
    {
        var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        return place;
    }
}
