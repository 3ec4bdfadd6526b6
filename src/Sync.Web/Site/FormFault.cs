using Microsoft.AspNetCore.Http;

namespace Sync.Web.Site;

/// <summary>Bodies of forms that cannot be read, which is the fault of whoever sends them: told so, and no error of the service.</summary>
internal static class FormFault
{
    // What .NET gives an IOException that is none of the operating system's: the body ended too soon, or the parts are not where they are said to be.
    private const int Malformed = unchecked((int)0x80131620);

    /// <summary>What is answered to it; null where it is not the body's fault, such as a full disk.</summary>
    public static int? StatusOf(Exception e) => e switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge or StatusCodes.Status408RequestTimeout } known => known.StatusCode,
        // Of what has no cause of its own, the framework says in words alone whether there was too much.
        InvalidDataException when e.Message.Contains("limit", StringComparison.OrdinalIgnoreCase) => StatusCodes.Status413PayloadTooLarge,
        BadHttpRequestException or InvalidDataException or NotSupportedException or IOException { HResult: Malformed } => StatusCodes.Status400BadRequest,
        _ => null,
    };

    /// <summary>What a person is told: a title and a sentence.</summary>
    public static (string Title, string Sentence) Said(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => ("This form is too large",
            "There is more in it than the service takes at once. Go back, shorten what you have typed and send the form again. Nothing was changed."),
        StatusCodes.Status408RequestTimeout => ("This form came too slowly",
            "It was not here in time. Go back and send it again, where the line is better. Nothing was changed."),
        _ => ("This form cannot be read", "It did not arrive whole, or is not written as a browser writes forms. Go back, reload the page and send the form again. Nothing was changed."),
    };
}
