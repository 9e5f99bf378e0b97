import { getRequestConfig } from "next-intl/server";
import { messages } from "../messages/catalogue";

/** English only for now: no locale in the address. Times are shown in UTC so that server and browser agree. */
export default getRequestConfig(async () => ({ locale: "en", messages, timeZone: "UTC" }));
