using Sync.Store;
using Sync.TestKit;
using Sync.Web.Site.Import;

namespace Sync.Web.Tests.Site.Import;

/// <summary>An upload for which there is no room: nobody is told that they sent it wrong.</summary>
public sealed class FullDiskTests
{
    // Of Linux: whatever is written there meets a full disk.
    private const string Full = "/dev/full";

    [SkippableTheory]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task GivenADiskThatIsFull_WhenAFileIsUploaded_ThenItIsSaidThatThereIsNoRoom(int bytes)
    {
        Require.That(File.Exists(Full), $"{Full} is not there: this is no Linux.");
        var refused = await Should.ThrowAsync<StoreException>(() => FormParts.SaveAsync(
            new MemoryStream(new byte[bytes]), () => new FileStream(Full, FileMode.Open, FileAccess.Write), 1 << 20, CancellationToken.None));
        refused.Failure.ShouldBe(StoreFailure.OutOfSpace);
        refused.Message.ShouldContain("no room");
    }
}
