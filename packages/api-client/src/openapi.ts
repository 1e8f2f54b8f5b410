/**
 * The paths and schemas of the API, made from its OpenAPI document by `pnpm --filter api-types write`: not written by hand, and as
 * long as the document.
 */
export interface paths {
    "/predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forecast the next close */
        post: operations["predict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/predict/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forecast the close after each of up to 256 windows */
        post: operations["predictBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/forecast/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Forecast the next close from bars that the server downloads */
        get: operations["forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/bars/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the last daily bars, which the forecast is made from */
        get: operations["bars"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the served models with their test scores */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a model's card: data, scores beside naive, calibration, training */
        get: operations["modelCard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{symbol}/forecasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a model's forecasts on its test span, beside naive and the actual close */
        get: operations["testForecasts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{symbol}/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List which versions of a model were promoted or refused, and why */
        get: operations["promotions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List all symbols with their newest forecast and their live scores */
        get: operations["recordOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/record/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a symbol's recorded forecasts beside the actual closes, with live scores and the monitor */
        get: operations["symbolRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that the process answers */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that a model can forecast */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        PredictRequest: {
            /**
             * @description Symbol of the model. Default: the server's default symbol, or the only one that has a model.
             * @example AAPL
             */
            symbol?: string;
            /** @description The most recent sessions, oldest first: exactly as many rows as the model's window (60 unless trained otherwise; see GET /models). */
            last_60_days: components["schemas"]["Row"][];
            /**
             * @description Sessions from the last bar to those whose closes `horizons` forecasts, such as 1, 5 and 20: tomorrow, in a week, in a month. One, or an array of different ones.
             * @example 5
             * @example [
             *       1,
             *       5,
             *       20
             *     ]
             */
            horizon?: number | number[];
            /** @description The last 60 closes of the VIX, in percent a year, oldest first, of days before the one that is forecast. A model whose error bar uses the VIX does without it otherwise, and `volatilityWarning` says so; any other model ignores it. */
            vix?: number[];
            covariates?: components["schemas"]["CovariateCloses"];
        };
        /** @description One session: [open, high, low, close, volume, adj_close]. High is at least low. */
        Row: [
            number,
            number,
            number,
            number,
            number,
            number
        ];
        /** @description For models whose network takes the closes of other symbols (`covariates` of GET /models/{symbol}): for each of them one close for each row of the window, oldest first; that of the row's day, or the last before it. Without them the network has no part in the forecast, and `networkWarning` says so; any other model ignores them. */
        CovariateCloses: {
            [key: string]: number[];
        };
        BatchRequest: {
            /**
             * @description Symbol of the model. Default: the server's default symbol, or the only one that has a model.
             * @example AAPL
             */
            symbol?: string;
            /** @description Windows of one model, each as `last_60_days` of POST /predict. */
            windows: components["schemas"]["Row"][][];
            /**
             * @description Sessions from the last bar to those whose closes `horizons` forecasts, such as 1, 5 and 20: tomorrow, in a week, in a month. One, or an array of different ones.
             * @example 5
             * @example [
             *       1,
             *       5,
             *       20
             *     ]
             */
            horizon?: number | number[];
            /** @description As `vix` of POST /predict, one for each window; null where it is not known. */
            vix?: (number[] | null)[];
            /** @description As `covariates` of POST /predict: for each symbol a list for each window, null where the closes are not known. */
            covariates?: {
                [key: string]: (number[] | null)[];
            };
        };
        PredictResponse: {
            /** @description Forecast of the next session's close, in price units. */
            prediction: number;
            /** @description The last close: the forecast that a model has to beat. */
            naive: number;
            /** @description The forecast change: prediction / naive - 1. */
            return: number;
            /** @description Forecast standard deviation of the next log return; absent if the model has no error bar. */
            volatility?: number;
            /** @description By level in percent: the next close lies inside with this probability. Absent if the model has no error bar. */
            intervals?: {
                [key: string]: components["schemas"]["Interval"];
            };
            /**
             * @description The pooled volatility in the error bar, by what was known: `vix` (own bars and the VIX), `ownLong` (own bars of a year) or `own` (own bars of the window). Absent for a model without one, as older versions made them.
             * @example vix
             * @example ownLong
             * @example own
             */
            volatilityModel?: string;
            /** @description Why the error bar does without the VIX, although the model would use it; absent if there is no such reason. */
            volatilityWarning?: string;
            /** @description Why the network has no part in this forecast, although the model has one: closes of its covariates are missing. The forecast is the last close and the drift then. Absent if there is no such reason. */
            networkWarning?: string;
            /** @description The forecasts of `horizon`, in its order; absent without it. Their naive forecast is `naive`. */
            horizons?: components["schemas"]["HorizonForecast"][];
            explanation?: components["schemas"]["Explanation"];
            symbol: string;
            model: components["schemas"]["ModelReference"];
        };
        /** @description [lower, upper], in price units. */
        Interval: [
            number,
            number
        ];
        HorizonForecast: {
            /** @description Sessions from the last bar. */
            horizon: number;
            /** @description Forecast of the close of that session, in price units. */
            prediction: number;
            /** @description prediction / naive - 1 */
            return: number;
            /** @description Forecast standard deviation of the log return over the horizon. */
            volatility?: number;
            /** @description By level in percent: the close of that session lies inside with this probability. */
            intervals?: {
                [key: string]: components["schemas"]["Interval"];
            };
        };
        /** @description Why the forecast of the next session is as it is; only with `explain`. An attribution says what the model used, not what moves the market. */
        Explanation: {
            /** @description Of the next 90 % interval: exact. Absent without intervals, and for an error bar of older versions that is not a pooled one. */
            width?: components["schemas"]["WidthExplanation"];
            /** @description The same of the later intervals of `horizon`, in which the network has a part only at horizons that it forecasts itself, if it earned one. */
            laterWidths?: components["schemas"]["WidthExplanation"][];
            point: components["schemas"]["PointExplanation"];
            /** @description Absent if the network had no part: see `networkWarning`. */
            network?: components["schemas"]["NetworkExplanation"];
        };
        WidthExplanation: {
            /** @description Nominal coverage of the interval: .9. */
            level: number;
            /** @description Sessions from the last bar. */
            horizon: number;
            /** @description ln(upper / lower). */
            width: number;
            /** @description The same after days as the mean of `usualOf`, with the pooled quantile. `width` is `usual` times the factors of all terms. */
            usual: number;
            /**
             * @example year
             * @example window
             */
            usualOf: string;
            /**
             * @description As `volatilityModel` of the forecast.
             * @example vix
             * @example ownLong
             * @example own
             */
            model: string;
            /** @description 0: the network has no part in the width. */
            networkWeight: number;
            terms: components["schemas"]["WidthTerm"][];
        };
        WidthTerm: {
            /**
             * @description `day`, `week`, `month`, `window`: how far the price moved in these days, against the usual; `volumeDay`, `volumeWeek`; `vix`: the VIX against its last 60 days, `vixLevel`: these against their mean of many years; `network`; `quantile`: the quantile, which follows what intervals missed, against the pooled one; `constant`: of the regression. Later versions may add others.
             * @example day
             * @example vix
             * @example quantile
             */
            name: string;
            factor: number;
            /** @description 100 (factor - 1). */
            percent: number;
        };
        PointExplanation: {
            /** @description ln(prediction / naive), which is drift + shrinkage networkReturn. */
            logReturn: number | null;
            /** @description Log return a day, from the training. */
            drift: number;
            /** @description How much of the network's return counts, by validation. */
            shrinkage: number;
            /** @description Log return; null for a price of 0 or below, and if the network had no part. */
            networkReturn: number | null;
        };
        /** @description Integrated gradients (Sundararajan, Taly and Yan 2017) of the network's outputs. */
        NetworkExplanation: {
            features: string[];
            /** @description Dates of the days; absent for POST /predict. */
            days?: string[];
            /**
             * @description What the window is compared with: every feature at its training mean (`mean`), or for a price in the middle of its training range (`middle`).
             * @example mean
             * @example middle
             */
            baseline: string;
            /** @description Points on the way from the baseline to the window: more if the sum is not exact. */
            points: number;
            /** @description What it took to compute. */
            milliseconds: number;
            outputs: components["schemas"]["OutputExplanation"][];
        };
        OutputExplanation: {
            /**
             * @example logVariance
             * @example logReturn
             * @example price
             */
            name: string;
            /** @description What the network forecasts. */
            value: number;
            /** @description What it forecasts for the baseline. */
            baseline: number;
            /** @description value - baseline. */
            difference: number;
            /** @description Sum of `attributions`: `difference`, but for the error. */
            sum: number;
            /** @description |sum - difference| / |difference|; relative to a tenth of the attributions' magnitudes if that is more. */
            error: number;
            /** @description `[days][features]`, oldest first, in the unit of the output. */
            attributions: number[][];
        };
        ModelReference: {
            version: string;
            /**
             * @description What the network was trained to forecast.
             * @example return
             * @example price
             * @example distribution
             */
            target: string;
            /** @description Source of the bars that the model was trained and scored on. Null, as the two dates are, for an imported model. */
            dataSource: ("yahoo" | "csv" | "sample" | "custom") | null;
            /** @description First session of those bars. */
            dataFrom: string | null;
            /** @description Last session of those bars. */
            dataTo: string | null;
            /** @description Why the model or the bars should not be trusted; absent if there is no reason. */
            warning?: string;
        };
        ProblemDetails: {
            /** @description URI of the kind of problem; GET it for an explanation. */
            type: string;
            title: string;
            status: number;
            /** @description What is wrong with this request, and what is expected. */
            detail: string;
            /** @description The path of the request. */
            instance: string;
            /** @description As in the header X-Request-Id and in the server's log. */
            requestId: string;
            /** @description The bad values, at most 20. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The symbols that have a model. */
            symbols?: string[];
        };
        FieldError: {
            /**
             * @description Path of the bad value, its steps joined by dots; empty for the whole body.
             * @example last_60_days.12.2
             */
            path: string;
            message: string;
        };
        BatchResponse: {
            symbol: string;
            /** @description In the order of the windows. */
            forecasts: components["schemas"]["Forecast"][];
            model: components["schemas"]["ModelReference"];
        };
        Forecast: {
            /** @description Forecast of the next session's close, in price units. */
            prediction: number;
            /** @description The last close: the forecast that a model has to beat. */
            naive: number;
            /** @description The forecast change: prediction / naive - 1. */
            return: number;
            /** @description Forecast standard deviation of the next log return; absent if the model has no error bar. */
            volatility?: number;
            /** @description By level in percent: the next close lies inside with this probability. Absent if the model has no error bar. */
            intervals?: {
                [key: string]: components["schemas"]["Interval"];
            };
            /**
             * @description The pooled volatility in the error bar, by what was known: `vix` (own bars and the VIX), `ownLong` (own bars of a year) or `own` (own bars of the window). Absent for a model without one, as older versions made them.
             * @example vix
             * @example ownLong
             * @example own
             */
            volatilityModel?: string;
            /** @description Why the error bar does without the VIX, although the model would use it; absent if there is no such reason. */
            volatilityWarning?: string;
            /** @description Why the network has no part in this forecast, although the model has one: closes of its covariates are missing. The forecast is the last close and the drift then. Absent if there is no such reason. */
            networkWarning?: string;
            /** @description The forecasts of `horizon`, in its order; absent without it. Their naive forecast is `naive`. */
            horizons?: components["schemas"]["HorizonForecast"][];
        };
        SymbolForecast: {
            symbol: string;
            /** @description Date of the session whose close is forecast, by the calendar of the exchange. */
            date: string;
            /** @description Whether the exchange's calendar is on record for this date. If not, the date is estimated from the weekdays that traded, and a holiday may move it. */
            dateIsCertain: boolean;
            /** @description The last session that the forecast is made from; `naive` is its close. */
            asOf: string;
            /** @description Forecast of the next session's close, in price units. */
            prediction: number;
            /** @description The last close: the forecast that a model has to beat. */
            naive: number;
            /** @description The forecast change: prediction / naive - 1. */
            return: number;
            /** @description Forecast standard deviation of the next log return; absent if the model has no error bar. */
            volatility?: number;
            /** @description By level in percent: the next close lies inside with this probability. Absent if the model has no error bar. */
            intervals?: {
                [key: string]: components["schemas"]["Interval"];
            };
            /**
             * @description The pooled volatility in the error bar, by what was known: `vix` (own bars and the VIX), `ownLong` (own bars of a year) or `own` (own bars of the window). Absent for a model without one, as older versions made them.
             * @example vix
             * @example ownLong
             * @example own
             */
            volatilityModel?: string;
            /** @description Why the error bar does without the VIX, although the model would use it; absent if there is no such reason. */
            volatilityWarning?: string;
            /** @description Why the network has no part in this forecast, although the model has one: closes of its covariates are missing. The forecast is the last close and the drift then. Absent if there is no such reason. */
            networkWarning?: string;
            /** @description The forecasts of `horizon`, in its order; absent without it. Their naive forecast is `naive`. */
            horizons?: components["schemas"]["SessionForecast"][];
            explanation?: components["schemas"]["Explanation"];
            tracked?: components["schemas"]["TrackedDays"];
            bars: {
                /** @enum {string} */
                source: "yahoo" | "csv" | "sample" | "custom";
                detail: string;
                /** @description When the bars were downloaded. */
                fetchedAt?: string;
                /** @description Why the model or the bars should not be trusted; absent if there is no reason. */
                warning?: string;
            };
            model: components["schemas"]["ModelReference"];
        };
        SessionForecast: {
            /** @description Sessions from the last bar. */
            horizon: number;
            /** @description Forecast of the close of that session, in price units. */
            prediction: number;
            /** @description prediction / naive - 1 */
            return: number;
            /** @description Forecast standard deviation of the log return over the horizon. */
            volatility?: number;
            /** @description By level in percent: the close of that session lies inside with this probability. */
            intervals?: {
                [key: string]: components["schemas"]["Interval"];
            };
            /** @description Date of that session, by the calendar of the exchange. */
            date: string;
            /** @description Whether the exchange's calendar is on record for this date. If not, the date is estimated from the weekdays that traded, and a holiday may move it. */
            dateIsCertain: boolean;
        };
        /** @description The days that updated the width of the intervals, each forecast before its close was used: those since the training, or all available days for an imported model. */
        TrackedDays: {
            days: number;
            /** @description By level: the number of days whose close lay inside the interval. */
            held: {
                [key: string]: number;
            };
            /** @description The first of these days; the last is `asOf`. */
            from?: string;
        };
        SymbolBars: {
            symbol: string;
            /** @enum {string} */
            source: "yahoo" | "csv" | "sample" | "custom";
            detail: string;
            /** @description IANA time zone of the dates. */
            timeZone: string;
            /** @description When the bars were downloaded. */
            fetchedAt?: string;
            /** @description Why the model or the bars should not be trusted; absent if there is no reason. */
            warning?: string;
            /** @description Date of the session after the last one, by the calendar of the exchange; estimated where that is not on record. */
            nextSession: string;
            /** @description Dates of the next 20 sessions, `nextSession` first; estimated where the calendar is not on record. */
            coming: string[];
            /** @description Oldest first, adjusted for splits. */
            sessions: components["schemas"]["Session"][];
        };
        Session: {
            date: string;
            open: number;
            high: number;
            low: number;
            close: number;
            /** @description In shares. */
            volume: number;
            /** @description The close adjusted for dividends as well as splits. */
            adjClose: number;
        };
        ModelsResponse: {
            /** @description Answers requests that name no symbol. Null: a request must name one. */
            defaultSymbol: string | null;
            models: components["schemas"]["ServedModel"][];
            /** @description Champions that do not load. */
            broken: components["schemas"]["BrokenChampion"][];
        };
        ServedModel: {
            symbol: string;
            version: string;
            createdAt: string;
            /** @description When this version became the champion. */
            promotedAt: string;
            /**
             * @description What the network was trained to forecast.
             * @example return
             * @example price
             * @example distribution
             */
            target: string;
            /** @description Rows that POST /predict expects. */
            window: number;
            parameters: number;
            /** @description Symbols whose closes the network takes beside the rows; absent: none. */
            covariates?: string[];
            /** @description Null for an imported model: its training is not known. */
            data: {
                /** @enum {string} */
                source: "yahoo" | "csv" | "sample" | "custom";
                detail: string;
                from: string;
                to: string;
                count: number;
                /** @description Why the model or the bars should not be trusted; absent if there is no reason. */
                warning?: string;
            } | null;
            /** @description Scores on the test span, the naive forecast beside the model. Null for an imported model: its training is not known. */
            test: {
                model: components["schemas"]["Scores"];
                naive: components["schemas"]["Scores"];
            } | null;
        };
        Scores: {
            r2: number | null;
            mae: number | null;
            rmse: number | null;
            /** @description percent */
            mape: number | null;
            /** @description MAE over the naive forecast's MAE on the same span */
            mase: number | null;
            directionalAccuracy: number | null;
            n: number;
            /** @description 95 % interval of the directional accuracy. If it contains 0.5, the model is no better than chance. */
            directionInterval?: [
                number | null,
                number | null
            ];
            /** @description Diebold-Mariano test against naive. p is the probability of a difference at least as large by chance. */
            diebold?: {
                statistic: number | null;
                p: number | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        BrokenChampion: {
            symbol: string;
            reason: string;
            /** @description The earlier version that still answers, if there is one. */
            serving: string | null;
        };
        ModelCard: {
            symbol: string;
            version: string;
            createdAt: string;
            /** @description When this version became the champion. */
            promotedAt: string;
            /**
             * @description What the network was trained to forecast.
             * @example return
             * @example price
             * @example distribution
             */
            target: string;
            /** @description Rows that POST /predict expects. */
            window: number;
            parameters: number;
            /** @description Symbols whose closes the network takes beside the rows; absent: none. */
            covariates?: string[];
            promotionReason: string;
            /** @description Scores of this version's forecasts as issued, one session ahead; absent if the record does not answer. */
            live?: components["schemas"]["LiveScores"];
            /** @description Null for an imported model: its training is not known. */
            data: {
                /** @enum {string} */
                source: "yahoo" | "csv" | "sample" | "custom";
                detail: string;
                from: string;
                to: string;
                count: number;
                /** @description Why the model or the bars should not be trusted; absent if there is no reason. */
                warning?: string;
                /** @description SHA-256 of the bars as CSV: equal hashes mean equal bars. */
                sha256: string;
                timeZone: string;
                /**
                 * @description What the symbol is; absent if unknown.
                 * @example equity
                 * @example fund
                 * @example index
                 * @example crypto
                 * @example currency
                 * @example future
                 */
                instrument?: string;
                /** @description The closes of the VIX that the error bar was calibrated with; absent without them. */
                vix?: {
                    symbol: string;
                    from: string;
                    to: string;
                    count: number;
                    sha256: string;
                } & {
                    [key: string]: unknown;
                };
                /** @description The closes of the covariates that the network was trained with; absent without any. */
                covariates?: ({
                    symbol: string;
                    from: string;
                    to: string;
                    count: number;
                    sha256: string;
                } & {
                    [key: string]: unknown;
                })[];
                /** @description What cleaning dropped or found suspicious. */
                notes: string[];
                /** @description What cleaning did, in figures. */
                cleaning: {
                    /** @description Rows of the source. */
                    received?: number;
                    /** @description Rows that became bars. */
                    kept?: number;
                    /** @description Bars whose adjusted close was replaced. */
                    replaced?: number;
                    /** @description Rows that were dropped, by reason. */
                    dropped?: {
                        [key: string]: number;
                    };
                    findings?: ({
                        kind: string;
                        date: string;
                        message: string;
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                };
            } | null;
            /** @description Null for an imported model: its training is not known. */
            scores: ({
                train: components["schemas"]["SplitScores"];
                validation: components["schemas"]["SplitScores"];
                test: components["schemas"]["SplitScores"];
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Scores of later sessions by horizon, such as 5 and 20, beside forecasters of that horizon; absent in older bundles and for an imported model. */
            laterScores?: {
                [key: string]: {
                    train: components["schemas"]["SplitScores"];
                    validation: components["schemas"]["SplitScores"];
                    test: components["schemas"]["SplitScores"];
                } & {
                    [key: string]: unknown;
                };
            };
            /** @description How often the close lay inside the intervals; absent if the model has none. */
            calibration?: {
                /**
                 * @description Whether the error bar is made with the VIX, where it is known, or from the symbol's own bars; absent in older bundles.
                 * @example vix
                 * @example own
                 */
                pooled?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description Null for an imported model: its training is not known. */
            training: {
                seed: number;
                epochs: number;
                bestEpoch: number;
                seconds: number;
                /**
                 * @description Build of the LSTM kernel that trained it; absent if unknown or another engine did.
                 * @example avx512
                 * @example avx2
                 * @example neon
                 * @example relaxed
                 * @example wasm
                 */
                kernel?: string;
                commit?: string;
                config: {
                    [key: string]: unknown;
                };
                history: ({
                    epoch: number;
                    loss: number | null;
                    valLoss: number | null;
                    learningRate: number;
                } & {
                    [key: string]: unknown;
                })[];
            } | null;
            /** @description The files of an imported model; absent for a model that was trained here. */
            imported?: {
                /** @constant */
                from: "keras";
                /** @description Version of Keras that wrote the file. */
                kerasVersion: string;
                model: components["schemas"]["SourceFile"];
                scaler: components["schemas"]["SourceFile"];
            } & {
                [key: string]: unknown;
            };
            weightsSha256: string;
        };
        /** @description Scores of recorded forecasts, by the actual closes of their days. */
        LiveScores: {
            /** @description Settled days. */
            days: number;
            /** @description Whether these are fewer than 20 times the horizon: too few to tell. */
            tooFew: boolean;
            from: string | null;
            to: string | null;
            /** @description MAE over the naive forecast's MAE on the same days. */
            mase: number | null;
            againstNaive: components["schemas"]["Comparison"];
            direction: components["schemas"]["LiveShare"];
            intervalDays: number;
            /** @description By level in percent. */
            coverage: {
                [key: string]: components["schemas"]["LiveShare"];
            };
            /** @description Interval score at 90 %, percent of the last close: lower is better. */
            winkler: number | null;
            /** @description Continuous ranked probability score, percent: lower is better. */
            crps: number | null;
        };
        /** @description Diebold-Mariano test; a negative statistic speaks for the model. */
        Comparison: {
            statistic: number | null;
            p: number | null;
        };
        /** @description A share of days with its 95 % interval (Wilson), in which days that overlap count once; null without days. */
        LiveShare: {
            right: number | null;
            trials: number | null;
            share: number | null;
            lower: number | null;
            upper: number | null;
        };
        /** @description The model's scores, beside those of simpler forecasts. */
        SplitScores: {
            model: components["schemas"]["ModelScores"];
            naive: components["schemas"]["Scores"];
            drift: components["schemas"]["Scores"];
            constant?: components["schemas"]["SizeScores"];
            har?: components["schemas"]["SizeScores"];
        } & {
            [key: string]: unknown;
        };
        ModelScores: {
            r2: number | null;
            mae: number | null;
            rmse: number | null;
            /** @description percent */
            mape: number | null;
            /** @description MAE over the naive forecast's MAE on the same span */
            mase: number | null;
            directionalAccuracy: number | null;
            n: number;
            /** @description 95 % interval of the directional accuracy. If it contains 0.5, the model is no better than chance. */
            directionInterval?: [
                number | null,
                number | null
            ];
            /** @description Diebold-Mariano test against naive. p is the probability of a difference at least as large by chance. */
            diebold?: {
                statistic: number | null;
                p: number | null;
            } & {
                [key: string]: unknown;
            };
            /** @description By level in percent. */
            intervals?: {
                [key: string]: components["schemas"]["LevelScores"];
            };
            /** @description Interval score divided by that of constant volatility and by that of HAR: below 1 is better. */
            relative?: {
                winklerToConstant: number | null;
                winklerToHar: number | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        LevelScores: {
            /** @description Share of the days whose close lay inside the interval. */
            coverage: number | null;
            /** @description Mean width, percent of the last close. */
            width: number | null;
            /** @description Interval score, percent of the last close: lower is better. */
            winkler: number | null;
            /** @description Coverage on the third of the days with the lowest, the middle and the highest volatility. */
            terciles: (number | null)[];
        } & {
            [key: string]: unknown;
        };
        SizeScores: {
            /** @description By level in percent. */
            intervals?: {
                [key: string]: components["schemas"]["LevelScores"];
            };
            /** @description Interval score divided by that of constant volatility and by that of HAR: below 1 is better. */
            relative?: {
                winklerToConstant: number | null;
                winklerToHar: number | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        SourceFile: {
            file: string;
            sha256: string;
        } & {
            [key: string]: unknown;
        };
        TestForecasts: {
            symbol: string;
            version: string;
            /** @description Oldest first; empty for a bundle without test forecasts. */
            days: components["schemas"]["TestDay"][];
        };
        TestDay: {
            date: string;
            /** @description The actual close. */
            actual: number;
            /** @description The model's forecast of the evening before. */
            prediction: number;
            /** @description The close of the day before. */
            naive: number;
            /** @description [lower, upper] by level in percent; empty if the model has no error bar. */
            intervals: {
                [key: string]: [
                    number,
                    number
                ];
            };
        };
        Promotions: {
            symbol: string;
            /** @description Oldest first. */
            decisions: components["schemas"]["Decision"][];
        };
        Decision: {
            version: string;
            /** @enum {string} */
            outcome: "promoted" | "refused" | "rolled back to";
            at: string;
            reason: string;
        };
        RecordOverview: {
            horizon: number;
            /** @description Rows without `limit` and `offset`. */
            total: number;
            pooled: components["schemas"]["PooledScores"];
            fleet: components["schemas"]["FleetMonitor"];
            rows: components["schemas"]["RecordRow"][];
        };
        /** @description Live scores of all symbols together. */
        PooledScores: {
            /** @description Symbols with enough settled days. */
            symbols: number;
            /** @description Geometric mean over symbols. */
            mase: number | null;
            winkler: number | null;
            crps: number | null;
            /** @description Symbols whose MASE is below 1. */
            better: number;
            /** @description Settled days of these symbols, all together. */
            days: number;
            /** @description Settled days of the symbol that has most. */
            sessions: number;
            /** @description Whether no symbol has enough settled days. */
            tooFew: boolean;
            direction: components["schemas"]["LiveShare"];
            /** @description By level in percent. The interval counts a session once: symbols move together. */
            coverage: {
                [key: string]: components["schemas"]["LiveShare"];
            };
            /** @description By forecaster (zeroShot, har), on the same days: geometric means of the ratios to its scores; below 1, the model is better. */
            beside: {
                [key: string]: {
                    /** @description Symbols with enough settled days. */
                    symbols: number;
                    mase: number | null;
                    winkler: number | null;
                    crps: number | null;
                    better: number;
                };
            };
        };
        /** @description The monitor over the outcomes of all symbols, with the same bound: it sees what moves many at once. */
        FleetMonitor: {
            /**
             * @description The state of the monitor; an alarm is shown for 20 sessions.
             * @enum {string}
             */
            state: "none" | "amber" | "alarm";
            /** @description First session of this state; null before any. */
            since: string | null;
            sessions: number;
            tooNarrow: components["schemas"]["Detection"];
            tooWide: components["schemas"]["Detection"];
        };
        Detection: {
            outcomes: number;
            /** @description An alarm is raised at 2520, amber at 252. */
            evidence: number;
            isAmber: boolean;
            alarms: {
                date: string;
                evidence: number;
            }[];
        };
        RecordRow: {
            symbol: string;
            /** @description The newest forecast; null if none is on record. */
            latest: {
                /** @description The last session that the forecast was made from. */
                asOf: string;
                /** @description The session that is forecast. */
                date: string;
                issuedAt: string;
                version: string | null;
                prediction: number;
                /** @description The close of `asOf`, as it was then. */
                naive: number;
                /** @description [lower, upper] by level in percent, as issued. */
                intervals: {
                    [key: string]: [
                        number,
                        number
                    ];
                };
                /** @description Days since `asOf`. */
                age: number;
            } | null;
            /** @description The last settled day. */
            last: {
                date: string;
                close: number;
                /** @description From the settled day before. */
                change: number | null;
                held: boolean | null;
            } | null;
            days: number;
            tooFew: boolean;
            coverage: components["schemas"]["LiveShare"];
            mase: number | null;
            winkler: number | null;
            /**
             * @description The state of the monitor; an alarm is shown for 20 sessions.
             * @enum {string}
             */
            alarm: "none" | "amber" | "alarm";
            /** @description The last 60 settled days. */
            recent: {
                closes: number[];
                /** @description Indices into `closes`. */
                missed: number[];
            };
        };
        SymbolRecord: {
            symbol: string;
            horizon: number;
            /** @description All that are on record. */
            horizons: number[];
            /** @description The last days, oldest first; the newest may be open. */
            days: components["schemas"]["RecordedDay"][];
            scores: components["schemas"]["LiveScores"];
            /** @description By forecaster: zeroShot, har. */
            beside: {
                [key: string]: components["schemas"]["SameDays"];
            };
            versions: {
                version: string;
                scores: components["schemas"]["LiveScores"];
            }[];
            months: {
                month: string;
                scores: components["schemas"]["LiveScores"];
            }[];
            monitor: components["schemas"]["Monitor"];
        };
        RecordedDay: {
            /** @description The last session that the forecast was made from. */
            asOf: string;
            /** @description The session that is forecast. */
            date: string;
            issuedAt: string;
            version: string | null;
            prediction: number;
            /** @description The close of `asOf`, as it was then. */
            naive: number;
            /** @description [lower, upper] by level in percent, as issued. */
            intervals: {
                [key: string]: [
                    number,
                    number
                ];
            };
            /** @description Recorded after its day was over: never scored. */
            late: boolean;
            /** @description The close that came, on the scale of the forecast; null while it is open. */
            actual: number | null;
            settledAt: string | null;
        };
        /** @description The served model (own) and another forecaster on the days of both. */
        SameDays: {
            days: number;
            tooFew: boolean;
            mase: {
                own: number | null;
                other: number | null;
            };
            winkler: {
                own: number | null;
                other: number | null;
            };
            crps: {
                own: number | null;
                other: number | null;
            };
            comparison: components["schemas"]["Comparison"];
        };
        /** @description Whether the issued 90 % intervals miss too often or too seldom; in the mean at most one false alarm in 2,520 sessions. */
        Monitor: {
            tooNarrow: components["schemas"]["Detection"];
            tooWide: components["schemas"]["Detection"];
        };
        HealthResponse: {
            /** @constant */
            status: "ok";
            /**
             * @description Build of the LSTM kernel that computes the forecasts.
             * @example avx512
             * @example avx2
             * @example neon
             * @example relaxed
             * @example wasm
             */
            kernel: string;
        };
        ReadyResponse: {
            /** @constant */
            status: "ready";
            /** @description Served version of each symbol. */
            champions: {
                [key: string]: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type PredictRequest = components['schemas']['PredictRequest'];
export type Row = components['schemas']['Row'];
export type CovariateCloses = components['schemas']['CovariateCloses'];
export type BatchRequest = components['schemas']['BatchRequest'];
export type PredictResponse = components['schemas']['PredictResponse'];
export type Interval = components['schemas']['Interval'];
export type HorizonForecast = components['schemas']['HorizonForecast'];
export type Explanation = components['schemas']['Explanation'];
export type WidthExplanation = components['schemas']['WidthExplanation'];
export type WidthTerm = components['schemas']['WidthTerm'];
export type PointExplanation = components['schemas']['PointExplanation'];
export type NetworkExplanation = components['schemas']['NetworkExplanation'];
export type OutputExplanation = components['schemas']['OutputExplanation'];
export type ModelReference = components['schemas']['ModelReference'];
export type ProblemDetails = components['schemas']['ProblemDetails'];
export type FieldError = components['schemas']['FieldError'];
export type BatchResponse = components['schemas']['BatchResponse'];
export type Forecast = components['schemas']['Forecast'];
export type SymbolForecast = components['schemas']['SymbolForecast'];
export type SessionForecast = components['schemas']['SessionForecast'];
export type TrackedDays = components['schemas']['TrackedDays'];
export type SymbolBars = components['schemas']['SymbolBars'];
export type Session = components['schemas']['Session'];
export type ModelsResponse = components['schemas']['ModelsResponse'];
export type ServedModel = components['schemas']['ServedModel'];
export type Scores = components['schemas']['Scores'];
export type BrokenChampion = components['schemas']['BrokenChampion'];
export type ModelCard = components['schemas']['ModelCard'];
export type LiveScores = components['schemas']['LiveScores'];
export type Comparison = components['schemas']['Comparison'];
export type LiveShare = components['schemas']['LiveShare'];
export type SplitScores = components['schemas']['SplitScores'];
export type ModelScores = components['schemas']['ModelScores'];
export type LevelScores = components['schemas']['LevelScores'];
export type SizeScores = components['schemas']['SizeScores'];
export type SourceFile = components['schemas']['SourceFile'];
export type TestForecasts = components['schemas']['TestForecasts'];
export type TestDay = components['schemas']['TestDay'];
export type Promotions = components['schemas']['Promotions'];
export type Decision = components['schemas']['Decision'];
export type RecordOverview = components['schemas']['RecordOverview'];
export type PooledScores = components['schemas']['PooledScores'];
export type FleetMonitor = components['schemas']['FleetMonitor'];
export type Detection = components['schemas']['Detection'];
export type RecordRow = components['schemas']['RecordRow'];
export type SymbolRecord = components['schemas']['SymbolRecord'];
export type RecordedDay = components['schemas']['RecordedDay'];
export type SameDays = components['schemas']['SameDays'];
export type Monitor = components['schemas']['Monitor'];
export type HealthResponse = components['schemas']['HealthResponse'];
export type ReadyResponse = components['schemas']['ReadyResponse'];
export type $defs = Record<string, never>;
export interface operations {
    predict: {
        parameters: {
            query?: {
                /** @description 1 or true adds `explanation`, why the forecast is as it is. It takes some tens of milliseconds and counts as 50 forecasts. */
                explain?: "0" | "1" | "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "symbol": "AAPL",
                 *       "last_60_days": [
                 *         [
                 *           225,
                 *           226.04,
                 *           224.55,
                 *           225.14,
                 *           48000000,
                 *           225.14
                 *         ],
                 *         [
                 *           225.91,
                 *           228.99,
                 *           225.25,
                 *           227.7,
                 *           55049942,
                 *           227.7
                 *         ],
                 *         [
                 *           226.9,
                 *           230.21,
                 *           225.81,
                 *           228.87,
                 *           56764629,
                 *           228.87
                 *         ],
                 *         [
                 *           228.89,
                 *           229.87,
                 *           226.81,
                 *           228.17,
                 *           51846419,
                 *           228.17
                 *         ],
                 *         [
                 *           228.95,
                 *           229.52,
                 *           226.88,
                 *           228.09,
                 *           44017316,
                 *           228.09
                 *         ],
                 *         [
                 *           227.29,
                 *           228.54,
                 *           226.51,
                 *           228.06,
                 *           39202229,
                 *           228.06
                 *         ],
                 *         [
                 *           228.09,
                 *           228.88,
                 *           226.08,
                 *           226.55,
                 *           41045120,
                 *           226.55
                 *         ],
                 *         [
                 *           227.31,
                 *           228.52,
                 *           225.38,
                 *           225.95,
                 *           48151325,
                 *           225.95
                 *         ],
                 *         [
                 *           225.14,
                 *           229.65,
                 *           224.18,
                 *           228.29,
                 *           55143011,
                 *           228.29
                 *         ],
                 *         [
                 *           228.33,
                 *           231.59,
                 *           227.01,
                 *           230.48,
                 *           56729008,
                 *           230.48
                 *         ],
                 *         [
                 *           231.25,
                 *           231.92,
                 *           228.32,
                 *           229.63,
                 *           51709066,
                 *           229.63
                 *         ],
                 *         [
                 *           228.81,
                 *           229.26,
                 *           227.23,
                 *           228.14,
                 *           43882177,
                 *           228.14
                 *         ],
                 *         [
                 *           228.2,
                 *           228.87,
                 *           227.67,
                 *           228.19,
                 *           39171574,
                 *           228.19
                 *         ],
                 *         [
                 *           228.95,
                 *           230.06,
                 *           227.59,
                 *           228.08,
                 *           41142148,
                 *           228.08
                 *         ],
                 *         [
                 *           227.26,
                 *           228.84,
                 *           226.41,
                 *           227.47,
                 *           48302607,
                 *           227.47
                 *         ],
                 *         [
                 *           227.55,
                 *           230.05,
                 *           226.29,
                 *           228.84,
                 *           55234060,
                 *           228.84
                 *         ],
                 *         [
                 *           229.59,
                 *           232.15,
                 *           228.23,
                 *           231.36,
                 *           56690920,
                 *           231.36
                 *         ],
                 *         [
                 *           230.52,
                 *           231.68,
                 *           229.47,
                 *           231.2,
                 *           51570665,
                 *           231.2
                 *         ],
                 *         [
                 *           231.29,
                 *           231.87,
                 *           228.18,
                 *           228.79,
                 *           43748202,
                 *           228.79
                 *         ],
                 *         [
                 *           229.53,
                 *           230.52,
                 *           227.62,
                 *           228.08,
                 *           39143415,
                 *           228.08
                 *         ],
                 *         [
                 *           227.25,
                 *           230.47,
                 *           226.52,
                 *           229.14,
                 *           41241115,
                 *           229.14
                 *         ],
                 *         [
                 *           229.24,
                 *           230.77,
                 *           228.07,
                 *           229.46,
                 *           48453804,
                 *           229.46
                 *         ],
                 *         [
                 *           230.2,
                 *           231.11,
                 *           228.47,
                 *           229.85,
                 *           55323064,
                 *           229.85
                 *         ],
                 *         [
                 *           229,
                 *           232.2,
                 *           227.84,
                 *           231.67,
                 *           56650375,
                 *           231.67
                 *         ],
                 *         [
                 *           231.79,
                 *           232.82,
                 *           231.06,
                 *           232.32,
                 *           51431254,
                 *           232.32
                 *         ],
                 *         [
                 *           233.05,
                 *           233.92,
                 *           229.56,
                 *           230.03,
                 *           43615429,
                 *           230.03
                 *         ],
                 *         [
                 *           229.17,
                 *           230.44,
                 *           227.69,
                 *           228.31,
                 *           39117760,
                 *           228.31
                 *         ],
                 *         [
                 *           228.44,
                 *           231,
                 *           227.4,
                 *           229.64,
                 *           41341993,
                 *           229.64
                 *         ],
                 *         [
                 *           230.35,
                 *           232.4,
                 *           228.99,
                 *           231.35,
                 *           48604873,
                 *           231.35
                 *         ],
                 *         [
                 *           230.49,
                 *           232.11,
                 *           229.22,
                 *           231.49,
                 *           55409997,
                 *           231.49
                 *         ],
                 *         [
                 *           231.64,
                 *           232.38,
                 *           230.79,
                 *           231.91,
                 *           56607383,
                 *           231.91
                 *         ],
                 *         [
                 *           232.62,
                 *           233.44,
                 *           232.11,
                 *           232.7,
                 *           51290874,
                 *           232.7
                 *         ],
                 *         [
                 *           231.82,
                 *           233.01,
                 *           230.86,
                 *           231.4,
                 *           43483896,
                 *           231.4
                 *         ],
                 *         [
                 *           231.57,
                 *           232.96,
                 *           228.32,
                 *           229.24,
                 *           39094616,
                 *           229.24
                 *         ],
                 *         [
                 *           229.94,
                 *           231.14,
                 *           228.63,
                 *           229.98,
                 *           41444753,
                 *           229.98
                 *         ],
                 *         [
                 *           229.1,
                 *           233.4,
                 *           227.77,
                 *           232.67,
                 *           48755770,
                 *           232.67
                 *         ],
                 *         [
                 *           232.86,
                 *           233.93,
                 *           231.86,
                 *           233.46,
                 *           55494835,
                 *           233.46
                 *         ],
                 *         [
                 *           234.15,
                 *           234.79,
                 *           232.02,
                 *           232.59,
                 *           56561959,
                 *           232.59
                 *         ],
                 *         [
                 *           231.71,
                 *           233.64,
                 *           231.22,
                 *           232.57,
                 *           51149562,
                 *           232.57
                 *         ],
                 *         [
                 *           232.77,
                 *           234.15,
                 *           231.56,
                 *           232.37,
                 *           43353640,
                 *           232.37
                 *         ],
                 *         [
                 *           233.05,
                 *           234.33,
                 *           229.58,
                 *           230.82,
                 *           39073990,
                 *           230.82
                 *         ],
                 *         [
                 *           229.93,
                 *           231.55,
                 *           228.56,
                 *           230.7,
                 *           41549367,
                 *           230.7
                 *         ],
                 *         [
                 *           230.92,
                 *           233.88,
                 *           229.81,
                 *           233.38,
                 *           48906454,
                 *           233.38
                 *         ],
                 *         [
                 *           234.05,
                 *           235.72,
                 *           233.37,
                 *           235.17,
                 *           55577555,
                 *           235.17
                 *         ],
                 *         [
                 *           234.27,
                 *           235.21,
                 *           233.41,
                 *           233.88,
                 *           56514113,
                 *           233.88
                 *         ],
                 *         [
                 *           234.11,
                 *           235.44,
                 *           231.8,
                 *           232.48,
                 *           51007361,
                 *           232.48
                 *         ],
                 *         [
                 *           233.14,
                 *           234.5,
                 *           231.57,
                 *           232.7,
                 *           43224697,
                 *           232.7
                 *         ],
                 *         [
                 *           231.8,
                 *           233.52,
                 *           230.41,
                 *           232.53,
                 *           39055888,
                 *           232.53
                 *         ],
                 *         [
                 *           232.78,
                 *           233.36,
                 *           230.91,
                 *           232.13,
                 *           41655804,
                 *           232.13
                 *         ],
                 *         [
                 *           232.78,
                 *           234.36,
                 *           231.99,
                 *           233.87,
                 *           49056881,
                 *           233.87
                 *         ],
                 *         [
                 *           232.96,
                 *           237.01,
                 *           232.48,
                 *           236.19,
                 *           55658132,
                 *           236.19
                 *         ],
                 *         [
                 *           236.46,
                 *           237.72,
                 *           234.83,
                 *           235.43,
                 *           56463861,
                 *           235.43
                 *         ],
                 *         [
                 *           236.07,
                 *           237.48,
                 *           231.95,
                 *           232.96,
                 *           50864309,
                 *           232.96
                 *         ],
                 *         [
                 *           232.05,
                 *           233.78,
                 *           230.7,
                 *           232.67,
                 *           43097105,
                 *           232.67
                 *         ],
                 *         [
                 *           232.94,
                 *           234.53,
                 *           231.62,
                 *           233.86,
                 *           39040314,
                 *           233.86
                 *         ],
                 *         [
                 *           234.49,
                 *           234.96,
                 *           233.21,
                 *           234.13,
                 *           41764035,
                 *           234.13
                 *         ],
                 *         [
                 *           233.22,
                 *           235.4,
                 *           232.68,
                 *           234.7,
                 *           49207010,
                 *           234.7
                 *         ],
                 *         [
                 *           235,
                 *           237.68,
                 *           234.48,
                 *           236.53,
                 *           55736544,
                 *           236.53
                 *         ],
                 *         [
                 *           237.15,
                 *           238.57,
                 *           235.77,
                 *           236.66,
                 *           56411215,
                 *           236.66
                 *         ],
                 *         [
                 *           235.74,
                 *           236.98,
                 *           232.81,
                 *           234.1,
                 *           50720447,
                 *           234.1
                 *         ]
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PredictRequest"];
            };
        };
        responses: {
            /** @description The forecast, beside the naive forecast. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictResponse"];
                };
            };
            /** @description The request cannot be read, or The body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description More is waiting than can be answered, or No model is served, or The model cannot be loaded, or More is waiting than can be answered */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    predictBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "symbol": "AAPL",
                 *       "windows": [
                 *         [
                 *           [
                 *             225,
                 *             226.04,
                 *             224.55,
                 *             225.14,
                 *             48000000,
                 *             225.14
                 *           ],
                 *           [
                 *             225.91,
                 *             228.99,
                 *             225.25,
                 *             227.7,
                 *             55049942,
                 *             227.7
                 *           ],
                 *           [
                 *             226.9,
                 *             230.21,
                 *             225.81,
                 *             228.87,
                 *             56764629,
                 *             228.87
                 *           ],
                 *           [
                 *             228.89,
                 *             229.87,
                 *             226.81,
                 *             228.17,
                 *             51846419,
                 *             228.17
                 *           ],
                 *           [
                 *             228.95,
                 *             229.52,
                 *             226.88,
                 *             228.09,
                 *             44017316,
                 *             228.09
                 *           ],
                 *           [
                 *             227.29,
                 *             228.54,
                 *             226.51,
                 *             228.06,
                 *             39202229,
                 *             228.06
                 *           ],
                 *           [
                 *             228.09,
                 *             228.88,
                 *             226.08,
                 *             226.55,
                 *             41045120,
                 *             226.55
                 *           ],
                 *           [
                 *             227.31,
                 *             228.52,
                 *             225.38,
                 *             225.95,
                 *             48151325,
                 *             225.95
                 *           ],
                 *           [
                 *             225.14,
                 *             229.65,
                 *             224.18,
                 *             228.29,
                 *             55143011,
                 *             228.29
                 *           ],
                 *           [
                 *             228.33,
                 *             231.59,
                 *             227.01,
                 *             230.48,
                 *             56729008,
                 *             230.48
                 *           ],
                 *           [
                 *             231.25,
                 *             231.92,
                 *             228.32,
                 *             229.63,
                 *             51709066,
                 *             229.63
                 *           ],
                 *           [
                 *             228.81,
                 *             229.26,
                 *             227.23,
                 *             228.14,
                 *             43882177,
                 *             228.14
                 *           ],
                 *           [
                 *             228.2,
                 *             228.87,
                 *             227.67,
                 *             228.19,
                 *             39171574,
                 *             228.19
                 *           ],
                 *           [
                 *             228.95,
                 *             230.06,
                 *             227.59,
                 *             228.08,
                 *             41142148,
                 *             228.08
                 *           ],
                 *           [
                 *             227.26,
                 *             228.84,
                 *             226.41,
                 *             227.47,
                 *             48302607,
                 *             227.47
                 *           ],
                 *           [
                 *             227.55,
                 *             230.05,
                 *             226.29,
                 *             228.84,
                 *             55234060,
                 *             228.84
                 *           ],
                 *           [
                 *             229.59,
                 *             232.15,
                 *             228.23,
                 *             231.36,
                 *             56690920,
                 *             231.36
                 *           ],
                 *           [
                 *             230.52,
                 *             231.68,
                 *             229.47,
                 *             231.2,
                 *             51570665,
                 *             231.2
                 *           ],
                 *           [
                 *             231.29,
                 *             231.87,
                 *             228.18,
                 *             228.79,
                 *             43748202,
                 *             228.79
                 *           ],
                 *           [
                 *             229.53,
                 *             230.52,
                 *             227.62,
                 *             228.08,
                 *             39143415,
                 *             228.08
                 *           ],
                 *           [
                 *             227.25,
                 *             230.47,
                 *             226.52,
                 *             229.14,
                 *             41241115,
                 *             229.14
                 *           ],
                 *           [
                 *             229.24,
                 *             230.77,
                 *             228.07,
                 *             229.46,
                 *             48453804,
                 *             229.46
                 *           ],
                 *           [
                 *             230.2,
                 *             231.11,
                 *             228.47,
                 *             229.85,
                 *             55323064,
                 *             229.85
                 *           ],
                 *           [
                 *             229,
                 *             232.2,
                 *             227.84,
                 *             231.67,
                 *             56650375,
                 *             231.67
                 *           ],
                 *           [
                 *             231.79,
                 *             232.82,
                 *             231.06,
                 *             232.32,
                 *             51431254,
                 *             232.32
                 *           ],
                 *           [
                 *             233.05,
                 *             233.92,
                 *             229.56,
                 *             230.03,
                 *             43615429,
                 *             230.03
                 *           ],
                 *           [
                 *             229.17,
                 *             230.44,
                 *             227.69,
                 *             228.31,
                 *             39117760,
                 *             228.31
                 *           ],
                 *           [
                 *             228.44,
                 *             231,
                 *             227.4,
                 *             229.64,
                 *             41341993,
                 *             229.64
                 *           ],
                 *           [
                 *             230.35,
                 *             232.4,
                 *             228.99,
                 *             231.35,
                 *             48604873,
                 *             231.35
                 *           ],
                 *           [
                 *             230.49,
                 *             232.11,
                 *             229.22,
                 *             231.49,
                 *             55409997,
                 *             231.49
                 *           ],
                 *           [
                 *             231.64,
                 *             232.38,
                 *             230.79,
                 *             231.91,
                 *             56607383,
                 *             231.91
                 *           ],
                 *           [
                 *             232.62,
                 *             233.44,
                 *             232.11,
                 *             232.7,
                 *             51290874,
                 *             232.7
                 *           ],
                 *           [
                 *             231.82,
                 *             233.01,
                 *             230.86,
                 *             231.4,
                 *             43483896,
                 *             231.4
                 *           ],
                 *           [
                 *             231.57,
                 *             232.96,
                 *             228.32,
                 *             229.24,
                 *             39094616,
                 *             229.24
                 *           ],
                 *           [
                 *             229.94,
                 *             231.14,
                 *             228.63,
                 *             229.98,
                 *             41444753,
                 *             229.98
                 *           ],
                 *           [
                 *             229.1,
                 *             233.4,
                 *             227.77,
                 *             232.67,
                 *             48755770,
                 *             232.67
                 *           ],
                 *           [
                 *             232.86,
                 *             233.93,
                 *             231.86,
                 *             233.46,
                 *             55494835,
                 *             233.46
                 *           ],
                 *           [
                 *             234.15,
                 *             234.79,
                 *             232.02,
                 *             232.59,
                 *             56561959,
                 *             232.59
                 *           ],
                 *           [
                 *             231.71,
                 *             233.64,
                 *             231.22,
                 *             232.57,
                 *             51149562,
                 *             232.57
                 *           ],
                 *           [
                 *             232.77,
                 *             234.15,
                 *             231.56,
                 *             232.37,
                 *             43353640,
                 *             232.37
                 *           ],
                 *           [
                 *             233.05,
                 *             234.33,
                 *             229.58,
                 *             230.82,
                 *             39073990,
                 *             230.82
                 *           ],
                 *           [
                 *             229.93,
                 *             231.55,
                 *             228.56,
                 *             230.7,
                 *             41549367,
                 *             230.7
                 *           ],
                 *           [
                 *             230.92,
                 *             233.88,
                 *             229.81,
                 *             233.38,
                 *             48906454,
                 *             233.38
                 *           ],
                 *           [
                 *             234.05,
                 *             235.72,
                 *             233.37,
                 *             235.17,
                 *             55577555,
                 *             235.17
                 *           ],
                 *           [
                 *             234.27,
                 *             235.21,
                 *             233.41,
                 *             233.88,
                 *             56514113,
                 *             233.88
                 *           ],
                 *           [
                 *             234.11,
                 *             235.44,
                 *             231.8,
                 *             232.48,
                 *             51007361,
                 *             232.48
                 *           ],
                 *           [
                 *             233.14,
                 *             234.5,
                 *             231.57,
                 *             232.7,
                 *             43224697,
                 *             232.7
                 *           ],
                 *           [
                 *             231.8,
                 *             233.52,
                 *             230.41,
                 *             232.53,
                 *             39055888,
                 *             232.53
                 *           ],
                 *           [
                 *             232.78,
                 *             233.36,
                 *             230.91,
                 *             232.13,
                 *             41655804,
                 *             232.13
                 *           ],
                 *           [
                 *             232.78,
                 *             234.36,
                 *             231.99,
                 *             233.87,
                 *             49056881,
                 *             233.87
                 *           ],
                 *           [
                 *             232.96,
                 *             237.01,
                 *             232.48,
                 *             236.19,
                 *             55658132,
                 *             236.19
                 *           ],
                 *           [
                 *             236.46,
                 *             237.72,
                 *             234.83,
                 *             235.43,
                 *             56463861,
                 *             235.43
                 *           ],
                 *           [
                 *             236.07,
                 *             237.48,
                 *             231.95,
                 *             232.96,
                 *             50864309,
                 *             232.96
                 *           ],
                 *           [
                 *             232.05,
                 *             233.78,
                 *             230.7,
                 *             232.67,
                 *             43097105,
                 *             232.67
                 *           ],
                 *           [
                 *             232.94,
                 *             234.53,
                 *             231.62,
                 *             233.86,
                 *             39040314,
                 *             233.86
                 *           ],
                 *           [
                 *             234.49,
                 *             234.96,
                 *             233.21,
                 *             234.13,
                 *             41764035,
                 *             234.13
                 *           ],
                 *           [
                 *             233.22,
                 *             235.4,
                 *             232.68,
                 *             234.7,
                 *             49207010,
                 *             234.7
                 *           ],
                 *           [
                 *             235,
                 *             237.68,
                 *             234.48,
                 *             236.53,
                 *             55736544,
                 *             236.53
                 *           ],
                 *           [
                 *             237.15,
                 *             238.57,
                 *             235.77,
                 *             236.66,
                 *             56411215,
                 *             236.66
                 *           ],
                 *           [
                 *             235.74,
                 *             236.98,
                 *             232.81,
                 *             234.1,
                 *             50720447,
                 *             234.1
                 *           ]
                 *         ]
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description A forecast for each window, in their order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResponse"];
                };
            };
            /** @description The request cannot be read, or The body is not valid JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request did not arrive in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The body is not application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description More is waiting than can be answered, or No model is served, or The model cannot be loaded, or More is waiting than can be answered */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    forecast: {
        parameters: {
            query?: {
                /**
                 * @description Sessions from the last bar to those whose closes `horizons` forecasts, such as 1, 5 and 20: tomorrow, in a week, in a month. Different ones, divided by commas.
                 * @example [
                 *       1,
                 *       5,
                 *       20
                 *     ]
                 */
                horizon?: number[];
                /** @description 1 or true adds `explanation`, why the forecast is as it is. It takes some tens of milliseconds and counts as 50 forecasts. */
                explain?: "0" | "1" | "true" | "false";
            };
            header?: never;
            path: {
                /** @description Ticker symbol, upper or lower case. */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forecast, and the session that it is for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SymbolForecast"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values, or The model was trained on later bars */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model is served, or The model cannot be loaded, or No daily bars to forecast from, or More is waiting than can be answered */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    bars: {
        parameters: {
            query?: {
                /** @description How many sessions to list, counted back from the last one. */
                days?: number;
            };
            header?: never;
            path: {
                /** @description Ticker symbol, upper or lower case. */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bars, and the session after them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SymbolBars"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model is served, or The model cannot be loaded, or No daily bars to forecast from */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The champion of every symbol. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelsResponse"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    modelCard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ticker symbol, upper or lower case. */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The champion of this symbol. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelCard"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model is served, or The model cannot be loaded */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    testForecasts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ticker symbol, upper or lower case. */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every day of the champion's test span. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestForecasts"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model is served, or The model cannot be loaded */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    promotions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Ticker symbol, upper or lower case. */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every decision about this symbol. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotions"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model is served, or The model cannot be loaded, or The store of the models cannot be read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    recordOverview: {
        parameters: {
            query?: {
                horizon?: number;
                sort?: "symbol" | "range" | "change" | "coverage" | "mase" | "age" | "alarm";
                order?: "asc" | "desc";
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of symbols, sorted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordOverview"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The record of forecasts cannot be read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    symbolRecord: {
        parameters: {
            query?: {
                horizon?: number;
                days?: number;
            };
            header?: never;
            path: {
                /** @description Ticker symbol, upper or lower case. */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record of this symbol. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SymbolRecord"];
                };
            };
            /** @description The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model for this symbol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The request has invalid values */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description No model is served, or The model cannot be loaded, or The record of forecasts cannot be read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At least one champion is loaded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadyResponse"];
                };
            };
            /** @description No model is served, or The model cannot be loaded, or The server is ending */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Latency by route and stage, requests in flight, errors, model age, forecasts by symbol. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many forecasts */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
}
export type ProblemCode = "bad-request" | "malformed-json" | "unauthorized" | "unknown-symbol" | "not-found" | "method-not-allowed" | "request-timeout" | "body-too-large" | "unsupported-media-type" | "expectation-failed" | "wrong-host" | "invalid-request" | "old-bars" | "rate-limited" | "headers-too-large" | "internal-error" | "no-model" | "broken-model" | "no-bars" | "no-store" | "no-record" | "overloaded" | "stopping";
