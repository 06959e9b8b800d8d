# Main effects of a merged sweep: Rscript sweep.R SWEEP.h5 [OUTCOME [FIGURE.svg]]
# Needs hdf5r (Debian: r-cran-hdf5r). The layout of the file is described in docs/sweep_results.md.
library(hdf5r)

arguments <- commandArgs(trailingOnly = TRUE)
sweep <- H5File$new(arguments[1], mode = "r")
axes <- sweep[["axes/name"]][]
outcomes <- sweep[["outcome_names"]][]
outcome <- if (length(arguments) > 1) arguments[2] else outcomes[1]
unit <- h5attr(sweep[["outcomes"]][[outcome]], "unit")

# One row a run: its point counts from 0 in the file, rows count from 1 in R.
point <- as.numeric(sweep[["runs/point"]][]) + 1
runs <- data.frame(point = point, replicate = as.numeric(sweep[["runs/replicate"]][]))
for (axis in axes) runs[[axis]] <- sweep[["points"]][[axis]][][point]
value <- sweep[["outcomes"]][[outcome]][] # NaN: missing or failed

# The values themselves, or five parts of equal counts where there are many.
levels_of <- function(x) {
  if (length(unique(x)) <= 12) return(x)
  cut(x, unique(quantile(x, 0:5 / 5)), include.lowest = TRUE)
}

cat(h5attr(sweep, "title"), "-", h5attr(sweep, "content"), "\n")
cat(outcome, " (", unit, "), mean over runs along each axis:\n", sep = "")
for (axis in axes) {
  means <- tapply(value, levels_of(runs[[axis]]), mean, na.rm = TRUE)
  cat("  ", axis, ": ", paste(sprintf("%.4g at %s", means, names(means)), collapse = ", "), "\n", sep = "")
}

# A figure with bands along the axis with the most levels.
axis <- axes[which.max(sapply(axes, function(name) length(unique(runs[[name]]))))]
groups <- levels_of(runs[[axis]])
bands <- do.call(rbind, tapply(value, groups, quantile, c(0.05, 0.5, 0.95), na.rm = TRUE))
at <- tapply(runs[[axis]], groups, mean)
svg(if (length(arguments) > 2) arguments[3] else "sweep.svg", width = 7, height = 4.5)
plot(at, bands[, 2], type = "n", ylim = range(bands, na.rm = TRUE), xlab = axis, ylab = paste0(outcome, ", ", unit),
     main = paste(h5attr(sweep, "content"), "- seed", format(as.numeric(h5attr(sweep, "seed")), scientific = FALSE)))
polygon(c(at, rev(at)), c(bands[, 1], rev(bands[, 3])), col = "#12436D40", border = NA)
lines(at, bands[, 2], type = "b", pch = 19, col = "#12436D")
mtext("line: median of runs; band: 90% of runs", side = 3, line = 0.3, cex = 0.9)
invisible(dev.off())
sweep$close_all()
