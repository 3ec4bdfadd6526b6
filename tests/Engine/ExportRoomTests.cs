using Sync.Engine.Queries;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>An export for which there is no room leaves nothing that looks like one.</summary>
public sealed class ExportRoomTests
{
    [SkippableFact]
    public async Task Given_no_room_for_a_collection_When_it_is_exported_Then_that_is_told_and_the_file_before_stays()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Only Linux has a file that is always full.");
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 20, "c1@example.com"));
        await org.SyncAsync();
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var orders = Path.Combine(folder, "orders.ndjson");
            await File.WriteAllTextAsync(orders, "of yesterday");
            File.CreateSymbolicLink(orders + ".part", "/dev/full");

            var error = await Should.ThrowAsync<StoreException>(() => new TenantExport(org.Store).WriteAsync(TestOrg.Acme, folder));

            (error.Failure, error.Message.Contains(orders, StringComparison.Ordinal)).ShouldBe((StoreFailure.OutOfSpace, true));
            (await File.ReadAllTextAsync(orders)).ShouldBe("of yesterday");
            Directory.GetFiles(folder, "*.part").ShouldBeEmpty();
            await new TenantExport(org.Store).WriteAsync(TestOrg.Acme, folder);
            (await File.ReadAllLinesAsync(orders)).ShouldHaveSingleItem();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
